package io.sluice.gateway.search;

import io.sluice.protocol.model.ExecutionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in logs of a tenant, those of the newest execution first.
 *
 * @param executions in how many was looked
 * @param skipped in which it was not, or not to the end
 * @param next goes on from there; null when all was looked at
 */
public record TenantAnswer(
    List<Found> matches, int executions, List<Skipped> skipped, @Nullable String next) {
  /** Copies the lists. */
  public TenantAnswer {
    matches = List.copyOf(matches);
    skipped = List.copyOf(skipped);
  }

  /**
   * A match in one log.
   *
   * @param startedAt when its process began to exist; null: nobody knows
   */
  public record Found(ExecutionId execution, @Nullable Instant startedAt, Match match) {}

  /** Why a log was not looked through. */
  public enum Why {
    /** It was removed meanwhile. */
    GONE,
    /** What is stored of it cannot be read. */
    UNREADABLE
  }

  /** A log that was not looked through. */
  public record Skipped(ExecutionId execution, Why why) {}
}
