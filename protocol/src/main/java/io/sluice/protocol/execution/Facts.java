package io.sluice.protocol.execution;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is true of an execution from its acceptance on.
 *
 * @param command with what the box adds to what was asked for
 * @param fingerprint of what was asked for, when the start had an idempotency key; null: it had
 *     none
 * @param limits of the box, at the start
 */
public record Facts(
    ExecutionId execution,
    TenantId tenant,
    BoxId box,
    CommandSpec command,
    Map<String, String> labels,
    Instant acceptedAt,
    @Nullable Fingerprint fingerprint,
    UnattendedRule unattended,
    BoxLimits limits) {
  /** Copies the labels. */
  public Facts {
    labels = Map.copyOf(labels);
  }

  /** In a box without limits. */
  public Facts(
      ExecutionId execution,
      TenantId tenant,
      BoxId box,
      CommandSpec command,
      Map<String, String> labels,
      Instant acceptedAt,
      @Nullable Fingerprint fingerprint,
      UnattendedRule unattended) {
    this(
        execution,
        tenant,
        box,
        command,
        labels,
        acceptedAt,
        fingerprint,
        unattended,
        BoxLimits.NONE);
  }

  /** Of a start without an idempotency key, that is attended as the deployment says. */
  public Facts(
      ExecutionId execution,
      TenantId tenant,
      BoxId box,
      CommandSpec command,
      Map<String, String> labels,
      Instant acceptedAt) {
    this(
        execution,
        tenant,
        box,
        command,
        labels,
        acceptedAt,
        null,
        new UnattendedRule.OfDeployment());
  }
}
