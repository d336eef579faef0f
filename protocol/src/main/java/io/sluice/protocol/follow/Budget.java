package io.sluice.protocol.follow;

import java.time.Duration;

/**
 * How often and after what pauses a client connects again.
 *
 * @param attempts without progress between them, before it gives up
 * @param first the pause before the first, doubled for each further one
 * @param most the longest pause
 * @param spent attempts since the last progress
 */
public record Budget(int attempts, Duration first, Duration most, int spent) {
  private static final int MOST_DOUBLINGS = 20;

  /** Some four minutes; what is back after a while is found within seconds. */
  public static final Budget DEFAULT =
      new Budget(100, Duration.ofMillis(100), Duration.ofSeconds(3), 0);

  /**
   * @throws IllegalArgumentException for a negative number or a pause that is not positive
   */
  public Budget {
    if (attempts < 0 || spent < 0 || !first.isPositive() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a budget has attempts from 0 and pauses that grow: " + attempts + ", " + first);
    }
  }

  boolean isExhausted() {
    return spent >= attempts;
  }

  boolean isUntouched() {
    return spent == 0;
  }

  Budget refilled() {
    return spent == 0 ? this : new Budget(attempts, first, most, 0);
  }

  Budget spentOne() {
    return new Budget(attempts, first, most, spent + 1);
  }

  /** Half of the pause is left to chance, so that clients cut at once do not return at once. */
  Duration pause(double chance) {
    Duration grown = first.multipliedBy(1L << Math.min(spent, MOST_DOUBLINGS));
    double millis = (double) (grown.compareTo(most) < 0 ? grown : most).toMillis();
    return Duration.ofMillis(Math.round(millis * (1 + chance) / 2));
  }
}
