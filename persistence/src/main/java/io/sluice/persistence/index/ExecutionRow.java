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
  /** The end as the journal has it. */
  public record End(Outcome outcome, Offset offset, @Nullable Instant startedAt, Instant endedAt) {}
}
