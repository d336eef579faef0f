package io.sluice.protocol.model;

/**
 * Names one execution for ever, over all tenants.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 _ -}
 */
public record ExecutionId(String value) {
  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public ExecutionId {
    Names.require("execution id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
