package io.sluice.protocol.model;

import java.time.Duration;

/** When an execution is to end because nobody attends it any more. */
public sealed interface UnattendedRule {
  /** As the deployment says. */
  record OfDeployment() implements UnattendedRule {}

  /** Never: it is detached, or the main session of its box. */
  record Never() implements UnattendedRule {}

  /** After so long. */
  record After(Duration unattended) implements UnattendedRule {
    /**
     * @throws IllegalArgumentException when it is not positive
     */
    public After {
      if (!unattended.isPositive()) {
        throw new IllegalArgumentException("an execution is unattended for a time above 0");
      }
    }
  }
}
