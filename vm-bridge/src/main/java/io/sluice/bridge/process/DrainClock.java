package io.sluice.bridge.process;

/**
 * How much of the time bound after an exit is left. It runs only while reading is possible: a
 * reader that is held back must not cost the process its last bytes.
 */
final class DrainClock {
  private long leftNanos;
  private long runningSinceNanos;
  private boolean running;

  DrainClock(long boundNanos) {
    this.leftNanos = boundNanos;
  }

  void run(long nowNanos) {
    if (running) {
      return;
    }
    running = true;
    runningSinceNanos = nowNanos;
  }

  void halt(long nowNanos) {
    leftNanos = leftNanos(nowNanos);
    running = false;
  }

  boolean isRunning() {
    return running;
  }

  /** Never below 0. */
  long leftNanos(long nowNanos) {
    long used = running ? nowNanos - runningSinceNanos : 0;
    return Math.max(0, leftNanos - used);
  }
}
