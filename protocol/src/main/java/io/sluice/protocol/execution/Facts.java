package io.sluice.protocol.execution;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.Map;

/** What is true of an execution from its acceptance on. */
public record Facts(
    ExecutionId execution,
    TenantId tenant,
    BoxId box,
    CommandSpec command,
    Map<String, String> labels,
    Instant acceptedAt) {
  /** Copies the labels. */
  public Facts {
    labels = Map.copyOf(labels);
  }
}
