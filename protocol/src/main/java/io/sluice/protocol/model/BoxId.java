package io.sluice.protocol.model;

/**
 * Names one box over all tenants.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 _ -}
 */
public record BoxId(String value) {
  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public BoxId {
    Names.require("box id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
