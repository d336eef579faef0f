package io.sluice.gateway.search;

import java.util.function.LongSupplier;

/** How much work one request may be: bytes, time, matches, and text of matches. */
final class Allowance {
  static final long MAX_BYTES = 64L * 1024 * 1024;
  static final long MAX_NANOS = 2_000_000_000L;
  static final int MAX_TEXT = 1024 * 1024;

  private final LongSupplier nanoTime;
  private final long deadline;
  private int matches;
  private long text = MAX_TEXT;
  private long bytes = MAX_BYTES;

  /**
   * @param matches at most so many are told
   */
  Allowance(LongSupplier nanoTime, int matches) {
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + MAX_NANOS;
    this.matches = matches;
  }

  void told(Match match) {
    matches--;
    text -= match.textLength();
  }

  void read(long count) {
    bytes -= count;
  }

  boolean matchesLeft() {
    return matches > 0 && text > 0;
  }

  /** Whether more may be read. */
  boolean isLeft() {
    return matchesLeft() && bytes > 0 && nanoTime.getAsLong() - deadline < 0;
  }
}
