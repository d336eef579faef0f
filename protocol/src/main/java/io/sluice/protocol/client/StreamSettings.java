package io.sluice.protocol.client;

import io.sluice.protocol.follow.Budget;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How a stream holds on to its gateway.
 *
 * @param budget of attempts to come back; progress refills it
 * @param probeAfter how long a line may be silent before it is asked for life; ten times as long
 *     without an answer is a cut
 * @param chance from 0 to below 1, so that clients cut at once do not return at once
 */
public record StreamSettings(Budget budget, Duration probeAfter, DoubleSupplier chance) {
  static final Duration PROBE_AFTER = Duration.ofSeconds(1);

  /** Some four minutes of attempts; a silent line is asked after a second. */
  public static StreamSettings usual(DoubleSupplier chance) {
    return new StreamSettings(Budget.DEFAULT, PROBE_AFTER, chance);
  }
}
