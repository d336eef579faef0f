package io.sluice.protocol.execution;

import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.UnattendedRule;

/**
 * On what terms an execution runs, as its start and its box say.
 *
 * @param unattended when it ends because nobody attends it
 * @param requirements of its box: what its runner must be
 */
public record Terms(UnattendedRule unattended, Requirements requirements) {
  /** As the deployment says, on any runner. */
  public static final Terms USUAL = of(new UnattendedRule.OfDeployment());

  /** On any runner. */
  public static Terms of(UnattendedRule unattended) {
    return new Terms(unattended, Requirements.NONE);
  }

  /** Attended as the deployment says. */
  public static Terms on(Requirements requirements) {
    return new Terms(new UnattendedRule.OfDeployment(), requirements);
  }
}
