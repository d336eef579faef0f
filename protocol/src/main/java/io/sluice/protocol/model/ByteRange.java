package io.sluice.protocol.model;

/** The half open range {@code [from, to)} of a log, in bytes. */
public record ByteRange(Offset from, Offset to) {
  /**
   * @throws IllegalArgumentException when it ends before it begins
   */
  public ByteRange {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("a range ends at or after its start: " + from + ".." + to);
    }
  }

  public static ByteRange of(long from, long to) {
    return new ByteRange(new Offset(from), new Offset(to));
  }

  public long length() {
    return to.bytes() - from.bytes();
  }

  public boolean isEmpty() {
    return length() == 0;
  }
}
