package io.sluice.protocol.model;

/**
 * How many output bytes precede a point in a log, all channels together in journal order.
 *
 * @param bytes never negative
 */
public record Offset(long bytes) implements Comparable<Offset> {
  public static final Offset ZERO = new Offset(0);

  /**
   * @throws IllegalArgumentException when negative
   */
  public Offset {
    if (bytes < 0) {
      throw new IllegalArgumentException("an offset is never negative: " + bytes);
    }
  }

  public Offset plus(long count) {
    return new Offset(Math.addExact(bytes, count));
  }

  @Override
  public int compareTo(Offset other) {
    return Long.compare(bytes, other.bytes);
  }

  public boolean isBefore(Offset other) {
    return bytes < other.bytes;
  }

  @Override
  public String toString() {
    return Long.toString(bytes);
  }
}
