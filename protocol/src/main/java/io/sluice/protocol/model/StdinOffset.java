package io.sluice.protocol.model;

/**
 * How many bytes of input precede a point in all that was ever written to an execution.
 *
 * @param bytes never negative
 */
public record StdinOffset(long bytes) implements Comparable<StdinOffset> {
  public static final StdinOffset ZERO = new StdinOffset(0);

  /**
   * @throws IllegalArgumentException when negative
   */
  public StdinOffset {
    if (bytes < 0) {
      throw new IllegalArgumentException("an offset is never negative: " + bytes);
    }
  }

  public StdinOffset plus(long count) {
    return new StdinOffset(Math.addExact(bytes, count));
  }

  @Override
  public int compareTo(StdinOffset other) {
    return Long.compare(bytes, other.bytes);
  }

  public boolean isBefore(StdinOffset other) {
    return bytes < other.bytes;
  }

  @Override
  public String toString() {
    return Long.toString(bytes);
  }
}
