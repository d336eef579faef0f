package io.sluice.bridge.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads the process table: it ends families, as often as it takes, forgets
 * those of whom nobody is left, and has orphans reaped. One reading serves all that wait for one.
 */
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int TERM = 15;
  private static final int READINGS_FOR_PROOF = 2;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LEFT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LAST_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private final Orphans orphans = new Orphans();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private final Map<Family, Duty> duties = new HashMap<>();
  private final Thread thread;
  private long againNanos = FIRST_AGAIN_NANOS;
  private long nextLeftNanos;
  private boolean urgent;
  private boolean stopped;

  private Sweeper(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.nextLeftNanos = nanoClock.getAsLong();
    this.thread = Thread.ofPlatform().name("sluice-sweeper").daemon(true).unstarted(this::run);
  }

  static Sweeper start(LongSupplier nanoClock) {
    Sweeper sweeper = new Sweeper(nanoClock);
    sweeper.thread.start();
    return sweeper;
  }

  /** What is to be done about a family; guarded by the lock. */
  private static final class Duty {
    private final List<Runnable> whenStruck = new ArrayList<>();
    private boolean left;
    private boolean terminating;
    private boolean ending;
    private int emptyReadings;

    /** Not looked at yet: what it forked before it was in its control group may be outside. */
    private boolean fresh = true;
  }

  void add(Family family) {
    locked(() -> duties.put(family, new Duty()));
  }

  /** TERM for every member. */
  void terminate(Family family) {
    boolean _ = demandNow(family, duty -> duty.terminating = true);
  }

  /**
   * Kills every member until nobody is left.
   *
   * @param struck called once all that were there had their first KILL
   */
  void end(Family family, Runnable struck) {
    boolean known =
        demandNow(
            family,
            duty -> {
              duty.ending = true;
              duty.whenStruck.add(struck);
            });
    if (!known) {
      struck.run();
    }
  }

  /** The leader is reaped; who is left is remembered until it goes. */
  void leaderGone(Family family) {
    demand(
        family,
        duty -> {
          duty.left = true;
          if (!duty.fresh && family.isProvenEmpty()) {
            forget(family);
          }
          duty.fresh = true;
        });
  }

  /** Ends all that fit and waits, bounded; returns whether nobody is left. */
  boolean endAll(Predicate<Family> which, long boundNanos) throws InterruptedException {
    lock.lock();
    try {
      List.copyOf(duties.keySet()).stream().filter(which).forEach(family -> end(family, () -> {}));
      long left = boundNanos;
      while (duties.keySet().stream().anyMatch(which)) {
        if (left <= 0) {
          return false;
        }
        left = progress.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    locked(
        () -> {
          stopped = true;
          work.signalAll();
        });
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException wait) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean demandNow(Family family, Consumer<Duty> what) {
    lock.lock();
    try {
      if (!demand(family, what)) {
        return false;
      }
      urgent = true;
      againNanos = FIRST_AGAIN_NANOS;
      work.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** At the next turn. False: the family is forgotten. */
  private boolean demand(Family family, Consumer<Duty> what) {
    lock.lock();
    try {
      Duty duty = duties.get(family);
      if (duty == null) {
        return false;
      }
      what.accept(duty);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitTurn()) {
        try {
          round();
        } catch (RuntimeException failed) {
          LOG.error("the sweeper met an unexpected failure", failed);
        }
      }
    } catch (InterruptedException stop) {
      LOG.warn("the sweeper was interrupted");
    }
  }

  private boolean awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      boolean ending = duties.values().stream().anyMatch(duty -> duty.ending);
      long left = ending ? againNanos : TICK_NANOS;
      while (!stopped && !urgent && left > 0) {
        left = work.awaitNanos(left);
      }
      urgent = false;
      againNanos = Math.min(2 * againNanos, LAST_AGAIN_NANOS);
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  private void round() {
    long now = nanoClock.getAsLong();
    Map<Family, Duty> asked = asked(now);
    if (asked.isEmpty() && !orphans.isDue(now)) {
      return;
    }
    Census census = Census.take(asked.keySet());
    orphans.reap(census, now);
    List<Runnable> struck = new ArrayList<>();
    asked.forEach((family, duty) -> serve(family, duty, census.living(family), struck));
    locked(
        () -> {
          // Who forks is to be met again soon; who does not die is not.
          againNanos = census.hasNews() ? FIRST_AGAIN_NANOS : againNanos;
          progress.signalAll();
        });
    struck.forEach(Runnable::run);
  }

  /** Those who only left somebody behind can wait: nobody asks for them. */
  private Map<Family, Duty> asked(long nowNanos) {
    lock.lock();
    try {
      boolean leftToo = nowNanos - nextLeftNanos >= 0;
      if (leftToo) {
        nextLeftNanos = nowNanos + LEFT_NANOS;
      }
      Map<Family, Duty> asked = new HashMap<>();
      duties.forEach(
          (family, duty) -> {
            if (duty.terminating || duty.ending || duty.fresh || (leftToo && duty.left)) {
              asked.put(family, duty);
            }
          });
      return asked;
    } finally {
      lock.unlock();
    }
  }

  private void serve(Family family, Duty duty, List<ProcessEntry> living, List<Runnable> struck) {
    boolean gathered = family.gather(living);
    boolean terminate;
    boolean end;
    lock.lock();
    try {
      terminate = duty.terminating;
      duty.terminating = false;
      end = duty.ending;
      if (end) {
        struck.addAll(duty.whenStruck);
        duty.whenStruck.clear();
      }
      duty.emptyReadings = living.isEmpty() ? duty.emptyReadings + 1 : 0;
      duty.fresh = gathered || (living.isEmpty() && duty.left);
    } finally {
      lock.unlock();
    }
    if (end) {
      family.kill(living);
    } else if (terminate) {
      family.signal(living, TERM);
    }
    if (duty.emptyReadings > 0 && isOver(family, duty)) {
      locked(() -> forget(family));
    }
  }

  /** A reading is no snapshot: who forks and ends at once may be missed by one. */
  private boolean isOver(Family family, Duty duty) {
    return (duty.left || duty.ending)
        && (duty.emptyReadings >= READINGS_FOR_PROOF || family.isProvenEmpty());
  }

  private void forget(Family family) {
    duties.remove(family);
    family.dissolve();
    progress.signalAll();
  }

  private void locked(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }
}
