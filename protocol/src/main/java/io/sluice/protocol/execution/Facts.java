package io.sluice.protocol.execution;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is true of an execution from its acceptance on.
 *
 * @param command with what the box adds to what was asked for
 * @param fingerprint of what was asked for, when the start had an idempotency key; null: it had
 *     none
 */
public record Facts(
    ExecutionId execution,
    TenantId tenant,
    BoxId box,
    CommandSpec command,
    Map<String, String> labels,
    Instant acceptedAt,
    @Nullable Fingerprint fingerprint,
    Terms terms) {
  /** The labels of the main session of a box; no caller can give such a label. */
  public static final Map<String, String> MAIN_SESSION = Map.of("sluice.session", "main");

  /** Copies the labels. */
  public Facts {
    labels = Map.copyOf(labels);
  }

  /** Whether it is the main session of its box. */
  public boolean isMainSession() {
    return labels.entrySet().containsAll(MAIN_SESSION.entrySet());
  }

  /** On the usual terms. */
  public Facts(
      ExecutionId execution,
      TenantId tenant,
      BoxId box,
      CommandSpec command,
      Map<String, String> labels,
      Instant acceptedAt,
      @Nullable Fingerprint fingerprint) {
    this(execution, tenant, box, command, labels, acceptedAt, fingerprint, Terms.USUAL);
  }

  /** Of a start without an idempotency key. */
  public Facts(
      ExecutionId execution,
      TenantId tenant,
      BoxId box,
      CommandSpec command,
      Map<String, String> labels,
      Instant acceptedAt) {
    this(execution, tenant, box, command, labels, acceptedAt, null);
  }
}
