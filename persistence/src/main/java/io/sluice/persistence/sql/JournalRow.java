package io.sluice.persistence.sql;

import io.sluice.protocol.model.Payload;

/**
 * One stored entry of a log.
 *
 * @param number from 1, without gaps within its log
 * @param manifest name and version of the stored form
 */
public record JournalRow(String persistenceId, long number, String manifest, Payload bytes) {}
