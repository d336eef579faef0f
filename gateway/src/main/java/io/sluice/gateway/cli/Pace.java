package io.sluice.gateway.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a replay shows what came when: as fast as it was, or faster, pauses cut, the beginning at
 * once. What comes late, since it only happens now, is shown at once too.
 */
final class Pace {
  private final Clock clock;
  private final double speed;
  private final long fromMicros;
  private final long idleMicros;
  private long lastMicros;
  private double dueMicros;
  private @Nullable Long beganNanos;

  /** Tells the time, and lets it go by. */
  interface Clock {
    long nanos();

    void await(long nanos) throws InterruptedException;

    /** The machine's. */
    static Clock ofMachine() {
      return new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void await(long nanos) throws InterruptedException {
          Thread.sleep(Duration.ofNanos(nanos));
        }
      };
    }
  }

  /**
   * @param from what came before it is shown at once
   * @param idle the longest pause, before it is made shorter by the speed; null: as it was
   */
  Pace(Clock clock, double speed, @Nullable Duration from, @Nullable Duration idle) {
    this.clock = clock;
    this.speed = speed;
    this.fromMicros = from == null ? 0 : from.toNanos() / 1_000;
    this.idleMicros = idle == null ? Long.MAX_VALUE : idle.toNanos() / 1_000;
  }

  /** Returns when what came then is to be shown. */
  void await(long timeMicros) throws InterruptedException {
    long pause = timeMicros - Math.max(lastMicros, Math.min(fromMicros, timeMicros));
    lastMicros = Math.max(lastMicros, timeMicros);
    if (pause <= 0) {
      return;
    }
    long now = clock.nanos();
    if (beganNanos == null) {
      beganNanos = now;
    }
    dueMicros += Math.min(pause, idleMicros) / speed;
    long left = Math.round(dueMicros * 1_000) - (now - beganNanos);
    if (left > 0) {
      clock.await(left);
    }
  }
}
