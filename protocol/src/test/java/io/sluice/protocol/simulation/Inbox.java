package io.sluice.protocol.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** What came for a reader, taken one at a time and at its pace. */
final class Inbox {
  private final Scheduler scheduler;
  private final int mostMillis;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private long stalledUntil;
  private boolean busy;

  Inbox(Scheduler scheduler, int mostMillis) {
    this.scheduler = scheduler;
    this.mostMillis = mostMillis;
  }

  void add(Runnable task) {
    waiting.add(task);
    takeNext();
  }

  private void takeNext() {
    if (busy || waiting.isEmpty()) {
      return;
    }
    busy = true;
    long stalled = Math.max(0, stalledUntil - scheduler.now());
    scheduler.after(
        stalled + scheduler.below(mostMillis),
        "a reader reads",
        () -> {
          busy = false;
          waiting.remove().run();
          takeNext();
        });
  }

  void stall(long millis) {
    stalledUntil = scheduler.now() + millis;
  }
}
