package io.sluice.protocol.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;

/** Virtual time in milliseconds, and chance. All that happens is an event of its queue. */
final class Scheduler {
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
  private final Random random;
  private final boolean writes;
  private final List<String> script = new ArrayList<>();
  private long now;
  private long events;

  private record Due(long at, long number, String what, Runnable action) {}

  Scheduler(long seed, boolean writes) {
    this.random = new Random(seed);
    this.writes = writes;
  }

  long now() {
    return now;
  }

  long events() {
    return events;
  }

  void after(long millis, String what, Runnable action) {
    queue.add(new Due(now + millis, ++events, what, action));
  }

  /** False when nothing is left to happen. */
  boolean step() {
    Due due = queue.poll();
    if (due == null) {
      return false;
    }
    now = due.at();
    note(due::what);
    due.action().run();
    return true;
  }

  void note(Supplier<String> what) {
    if (writes) {
      script.add(now + " " + what.get());
    }
  }

  List<String> script() {
    return script;
  }

  /** From 0 to below the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  double chance() {
    return random.nextDouble();
  }

  Random random() {
    return random;
  }
}
