package io.sluice.protocol.model;

/**
 * One life of a runner's or a gateway's process; a restart begins another.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 _ -}
 */
public record Incarnation(String value) {
  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public Incarnation {
    Names.require("incarnation", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
