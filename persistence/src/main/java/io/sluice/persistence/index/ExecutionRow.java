package io.sluice.persistence.index;

import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.Offset;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution as lists show it. It precedes the acceptance in the journal and follows the end.
 *
 * @param end null until the end was journaled and seen here
 */
public record ExecutionRow(Facts facts, @Nullable End end) {
  /**
   * The end as the journal has it.
   *
   * @param keptBytes of output that are left
   * @param keepUntil null: as long as the deployment says
   */
  public record End(
      Outcome outcome,
      Offset offset,
      @Nullable Instant startedAt,
      Instant endedAt,
      long keptBytes,
      @Nullable Instant keepUntil) {
    /** All of the output is left, for as long as the deployment says. */
    public End(Outcome outcome, Offset offset, @Nullable Instant startedAt, Instant endedAt) {
      this(outcome, offset, startedAt, endedAt, offset.bytes(), null);
    }
  }
}
