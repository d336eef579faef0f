package io.sluice.persistence.journal;

/**
 * How the journal writes.
 *
 * @param commitsAtOnce threads that commit, each with a connection
 * @param waitingWrites persists that may wait; one more fails, which stops its actor, so it exceeds
 *     the executions that write at once
 * @param connections of the journal's own pool
 */
public record JournalSettings(int commitsAtOnce, int waitingWrites, int connections) {
  /** Two commits at once gain most. */
  public static final JournalSettings DEFAULT = new JournalSettings(2, 20_000, 8);
}
