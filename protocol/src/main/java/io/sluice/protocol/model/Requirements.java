package io.sluice.protocol.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a runner must be to host something.
 *
 * @param driver the name of the driver that hosts it; null: the runner's default
 * @param runnerLabels the runner has each of them with this value
 */
public record Requirements(@Nullable String driver, Map<String, String> runnerLabels) {
  /** Any runner will do. */
  public static final Requirements NONE = new Requirements(null, Map.of());

  /**
   * @throws IllegalArgumentException for an empty name
   */
  public Requirements {
    runnerLabels = Map.copyOf(runnerLabels);
    if (driver != null && driver.isEmpty()) {
      throw new IllegalArgumentException("driver is empty");
    }
  }

  /** Whether any runner will do. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
