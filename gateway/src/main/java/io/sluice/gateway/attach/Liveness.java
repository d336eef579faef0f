package io.sluice.gateway.attach;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether a peer gave a sign of life, as long as we listened for one. Safe for many threads. */
final class Liveness {
  /** How often a peer is pinged. */
  static final Duration PING = Duration.ofSeconds(15);

  private static final long DEAD_AFTER_NANOS = Duration.ofSeconds(45).toNanos();

  private final LongSupplier nanoTime;
  private volatile long lastSeen;
  private volatile boolean busy;

  Liveness(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastSeen = nanoTime.getAsLong();
  }

  /** A frame came; until {@link #handled} the next one cannot be heard. */
  void seen() {
    lastSeen = nanoTime.getAsLong();
    busy = true;
  }

  void handled() {
    lastSeen = nanoTime.getAsLong();
    busy = false;
  }

  boolean isDead() {
    return !busy && nanoTime.getAsLong() - lastSeen > DEAD_AFTER_NANOS;
  }
}
