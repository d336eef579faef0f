package io.sluice.protocol.model;

/**
 * Who reads, over all its connections: what it acknowledged is kept under this.
 *
 * @param value 1 to 300 printable ASCII characters
 */
public record ConsumerId(String value) implements Comparable<ConsumerId> {
  private static final int MAX_LENGTH = 300;

  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public ConsumerId {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "consumer id must be 1 to " + MAX_LENGTH + " printable ASCII characters");
    }
  }

  @Override
  public int compareTo(ConsumerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
