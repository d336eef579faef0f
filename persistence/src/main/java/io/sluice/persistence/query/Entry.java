package io.sluice.persistence.query;

import io.sluice.protocol.execution.Event;

/**
 * One journaled event.
 *
 * @param number its place in the journal of the execution, 1 first; without holes but for output
 *     that was removed
 */
public record Entry(long number, Event event) {}
