package io.sluice.gateway.attach;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether a peer gave a sign of life, as long as we listened for one. */
final class Liveness {
  /** How often a peer is pinged. */
  static final Duration PING = Duration.ofSeconds(15);

  private static final long DEAD_AFTER_NANOS = Duration.ofSeconds(45).toNanos();

  private final LongSupplier nanoTime;
  private long lastSeen;
  private boolean busy;

  Liveness(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastSeen = nanoTime.getAsLong();
  }

  void seen() {
    lastSeen = nanoTime.getAsLong();
  }

  /** Its frame is being carried out: until {@link #handled} the next one cannot be heard. */
  void busy() {
    busy = true;
  }

  boolean isBusy() {
    return busy;
  }

  void handled() {
    lastSeen = nanoTime.getAsLong();
    busy = false;
  }

  boolean isDead() {
    return !busy && nanoTime.getAsLong() - lastSeen > DEAD_AFTER_NANOS;
  }
}
