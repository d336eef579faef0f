package io.sluice.gateway.bench.journal;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Any number of durations in bounded memory, counted in steps of less than 1.6 % of their length.
 * Safe for threads.
 */
final class Latencies {
  /** Steps of each doubling. */
  private static final int STEPS = 64;

  private static final int STEP_BITS = 6;

  private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - STEP_BITS) * STEPS);

  void add(long nanos) {
    counts.incrementAndGet(step(Math.max(0, nanos)));
  }

  long count() {
    long count = 0;
    for (int step = 0; step < counts.length(); step++) {
      count += counts.get(step);
    }
    return count;
  }

  /**
   * The length of the step that holds the smallest one that at least so many percent of all do not
   * exceed, in nanoseconds; never less than that one.
   *
   * @param percent above 0, at most 100
   * @throws IllegalStateException when there is none
   */
  long percentile(double percent) {
    long all = count();
    if (all == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    long rank = (long) Math.ceil(percent / 100 * all);
    long seen = 0;
    int step = -1;
    while (seen < rank) {
      step++;
      seen += counts.get(step);
    }
    return longest(step);
  }

  private static int step(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
    return (doublings + 1) * STEPS + (int) (nanos >>> doublings) - STEPS;
  }

  private static long longest(int step) {
    if (step < STEPS) {
      return step;
    }
    int doublings = step / STEPS - 1;
    long next = (long) STEPS + step % STEPS + 1;
    return (next << doublings) - 1;
  }
}
