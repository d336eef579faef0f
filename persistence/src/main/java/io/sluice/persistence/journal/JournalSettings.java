package io.sluice.persistence.journal;

/**
 * How the plugin writes.
 *
 * @param parallelism commits at once
 * @param batchSize events of one commit, unless one persist holds more; of at most 128 KiB each
 * @param bufferSize persists that may wait; one more fails, which stops its actor, so it exceeds
 *     the executions that write at once
 * @param connections of the plugin's own pool
 */
public record JournalSettings(int parallelism, int batchSize, int bufferSize, int connections) {
  /** Two commits at once gain most; 64 events keep a commit at 8 MiB or less. */
  public static final JournalSettings DEFAULT = new JournalSettings(2, 64, 20_000, 8);
}
