package io.sluice.persistence.query;

import io.sluice.protocol.model.Payload;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is stored, whatever became of it there.
 *
 * @param manifest name and version of the form
 * @param link what its chain is said to hold of it; null: nothing
 */
public record StoredRow(long number, String manifest, Payload bytes, @Nullable Payload link) {}
