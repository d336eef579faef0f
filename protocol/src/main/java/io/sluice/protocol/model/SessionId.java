package io.sluice.protocol.model;

/**
 * One connection of one consumer, unique over all of them.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 _ -}
 */
public record SessionId(String value) {
  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public SessionId {
    Names.require("session id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
