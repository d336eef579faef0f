package io.sluice.protocol.model;

/**
 * How often control of an execution was taken: who holds an earlier one is fenced.
 *
 * @param number 0 before the first
 */
public record Generation(long number) {
  public static final Generation NONE = new Generation(0);

  /**
   * @throws IllegalArgumentException when negative
   */
  public Generation {
    if (number < 0) {
      throw new IllegalArgumentException("a generation is never negative: " + number);
    }
  }

  public Generation next() {
    return new Generation(Math.addExact(number, 1));
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
