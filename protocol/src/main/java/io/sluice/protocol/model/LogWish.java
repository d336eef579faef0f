package io.sluice.protocol.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What of its log a start asks to be kept.
 *
 * @param retention after the end; null: as the deployment says
 */
public record LogWish(OutputRule output, @Nullable Duration retention) {
  /** As the deployment says. */
  public static final LogWish NONE = new LogWish(new OutputRule.OfDeployment(), null);

  /**
   * @throws IllegalArgumentException when the time is not positive
   */
  public LogWish {
    if (retention != null && !retention.isPositive()) {
      throw new IllegalArgumentException("a log is kept for a time above 0");
    }
  }
}
