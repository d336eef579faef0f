package io.sluice.protocol.model;

import io.sluice.protocol.model.OutputLimit.Policy;
import org.jspecify.annotations.Nullable;

/** The limit on output that a start asks for. */
public sealed interface OutputRule {
  /** As the deployment says. */
  record OfDeployment() implements OutputRule {}

  /** None, as far as the deployment allows it. */
  record Unlimited() implements OutputRule {}

  /**
   * This one.
   *
   * @param bytes above 0
   * @param policy null: as the deployment says
   */
  record UpTo(long bytes, @Nullable Policy policy) implements OutputRule {
    /**
     * @throws IllegalArgumentException when the bytes are not positive
     */
    public UpTo {
      if (bytes < 1) {
        throw new IllegalArgumentException("a limit on output is above 0");
      }
    }
  }
}
