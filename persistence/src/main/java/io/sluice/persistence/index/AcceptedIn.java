package io.sluice.persistence.index;

import io.sluice.protocol.model.ExecutionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which executions of a tenant, by when they were accepted.
 *
 * @param since then or later; null: whenever
 * @param until before; null: whenever
 * @param from where in the list, which goes from the newest to the oldest; null: from its start
 */
public record AcceptedIn(@Nullable Instant since, @Nullable Instant until, @Nullable Place from) {
  /**
   * A place in the list.
   *
   * @param acceptedAt in whole microseconds
   * @param inclusive whether the execution that stands there belongs to what follows
   */
  public record Place(Instant acceptedAt, ExecutionId execution, boolean inclusive) {}
}
