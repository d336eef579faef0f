package io.sluice.gateway.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * Instants of a fixed rate, which nothing that happens at them moves: who is late at one is not
 * late at the next for that. By {@code System.nanoTime}, which is one clock for all processes of a
 * machine on the systems that the gateway runs on.
 */
record Schedule(long firstNanos, long intervalNanos) {
  /**
   * @throws IllegalArgumentException when the interval is not positive
   */
  Schedule {
    if (intervalNanos < 1) {
      throw new IllegalArgumentException("time goes forward: " + intervalNanos);
    }
  }

  /** Begins after a while. */
  static Schedule in(long nanos, long intervalNanos) {
    return new Schedule(System.nanoTime() + nanos, intervalNanos);
  }

  /**
   * @param number from 0
   */
  long at(long number) {
    return firstNanos + number * intervalNanos;
  }

  /** Blocks until then; not at all when it is past. */
  void await(long number) {
    long left = at(number) - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = at(number) - System.nanoTime();
    }
  }
}
