package io.sluice.persistence.sql;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Link;
import org.jspecify.annotations.Nullable;

/**
 * One stored entry of a log.
 *
 * @param number from 1, without gaps within its log
 * @param manifest name and version of the stored form
 * @param link what its chain holds of it; null: it is not chained
 */
public record JournalRow(
    String persistenceId, long number, String manifest, Payload bytes, @Nullable Link link) {
  /** One that is not chained. */
  public JournalRow(String persistenceId, long number, String manifest, Payload bytes) {
    this(persistenceId, number, manifest, bytes, null);
  }
}
