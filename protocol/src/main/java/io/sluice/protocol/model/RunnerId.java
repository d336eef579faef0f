package io.sluice.protocol.model;

/**
 * Names a runner, which hosts processes; the same over restarts of the runner.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 _ -}
 */
public record RunnerId(String value) {
  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public RunnerId {
    Names.require("runner id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
