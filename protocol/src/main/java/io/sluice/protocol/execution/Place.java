package io.sluice.protocol.execution;

import io.sluice.protocol.follow.Cursor;

/**
 * How far a consumer acknowledged the log.
 *
 * @param open whether it is owed the rest: it did not see the exit yet
 */
public record Place(Cursor cursor, boolean open) {}
