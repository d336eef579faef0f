package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place for one execution.
 *
 * @param home the runner where its box lives; null: nowhere yet, or nobody knows
 * @param since its acceptance: who waits longer comes first
 */
public record Wanted(
    ExecutionId execution,
    BoxId box,
    Requirements requirements,
    @Nullable RunnerId home,
    Instant since)
    implements CrossNode {
  static Wanted of(Facts facts, @Nullable RunnerId home) {
    return new Wanted(
        facts.execution(), facts.box(), facts.terms().requirements(), home, facts.acceptedAt());
  }

  /** The same, of a box that lives there. */
  public Wanted at(RunnerId where) {
    return new Wanted(execution, box, requirements, where, since);
  }
}
