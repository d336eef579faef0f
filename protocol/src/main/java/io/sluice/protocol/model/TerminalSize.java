package io.sluice.protocol.model;

/** The size of a terminal in character cells. */
public record TerminalSize(int columns, int rows) {
  private static final int MAX = 65_535;

  /**
   * @throws IllegalArgumentException when one of them is below 1 or above 65,535
   */
  public TerminalSize {
    if (columns < 1 || rows < 1 || columns > MAX || rows > MAX) {
      throw new IllegalArgumentException(
          "a terminal has 1 to " + MAX + " columns and rows: " + columns + " x " + rows);
    }
  }
}
