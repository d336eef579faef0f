package io.sluice.protocol.execution;

import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.UnattendedRule;

/**
 * On what terms an execution runs, as its start and its box say.
 *
 * @param unattended when it ends because nobody attends it
 * @param requirements of its box: what its runner must be
 * @param limits of its box, at the start
 * @param log what of it is kept
 */
public record Terms(
    UnattendedRule unattended, Requirements requirements, BoxLimits limits, LogBounds log) {
  /** As the deployment says, on any runner, without limits. */
  public static final Terms USUAL = of(new UnattendedRule.OfDeployment());

  /** With all output kept, for as long as the deployment says. */
  public Terms(UnattendedRule unattended, Requirements requirements, BoxLimits limits) {
    this(unattended, requirements, limits, LogBounds.NONE);
  }

  /** On any runner, without limits. */
  public static Terms of(UnattendedRule unattended) {
    return new Terms(unattended, Requirements.NONE, BoxLimits.NONE);
  }

  /** Attended as the deployment says, without limits. */
  public static Terms on(Requirements requirements) {
    return new Terms(new UnattendedRule.OfDeployment(), requirements, BoxLimits.NONE);
  }

  /** The usual ones, with these bounds. */
  public static Terms keeping(LogBounds log) {
    return new Terms(new UnattendedRule.OfDeployment(), Requirements.NONE, BoxLimits.NONE, log);
  }
}
