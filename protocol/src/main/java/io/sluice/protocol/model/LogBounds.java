package io.sluice.protocol.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What of the log of one execution is kept.
 *
 * @param output null: all that is written
 * @param retention after the end; null: as the deployment says at that time
 */
public record LogBounds(@Nullable OutputLimit output, @Nullable Duration retention) {
  /** All output, for as long as the deployment says. */
  public static final LogBounds NONE = new LogBounds(null, null);
}
