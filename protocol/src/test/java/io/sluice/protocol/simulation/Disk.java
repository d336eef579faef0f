package io.sluice.protocol.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/** The way to the journal of one life of the gateway: writes take time and keep their order. */
final class Disk {
  private final Scheduler scheduler;
  private final Fault.Counts faults;
  private final BooleanSupplier alive;
  private final Deque<Runnable> pending = new ArrayDeque<>();
  private long lastDue;
  private int unanswered;

  Disk(Scheduler scheduler, Fault.Counts faults, BooleanSupplier alive) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.alive = alive;
  }

  /** The answer comes after the write, and only if the gateway still lives. */
  void write(String what, Runnable write, Runnable answer) {
    pending.add(write);
    int delay = scheduler.oneIn(10) ? scheduler.below(600) : scheduler.below(10);
    lastDue = Math.max(lastDue, scheduler.now() + 1 + delay);
    scheduler.after(
        lastDue - scheduler.now(),
        "the journal takes " + what,
        () -> {
          if (alive.getAsBoolean()) {
            pending.remove().run();
            answerSoon(what, answer);
          }
        });
  }

  private void answerSoon(String what, Runnable answer) {
    unanswered++;
    scheduler.after(
        scheduler.below(4),
        "the journal has " + what,
        () -> {
          if (alive.getAsBoolean()) {
            unanswered--;
            answer.run();
          }
        });
  }

  /** Of the writes under way, the journal has the first few and never the others. */
  void crash() {
    int reach = scheduler.below(pending.size() + 1);
    if (reach > 0 || unanswered > 0) {
      faults.add(Fault.CRASH_BETWEEN_COMMIT_AND_ANSWER);
    }
    for (int i = 0; i < reach; i++) {
      pending.remove().run();
    }
    if (!pending.isEmpty()) {
      faults.add(Fault.CRASH_BEFORE_THE_COMMIT);
    }
  }
}
