package io.sluice.persistence.query;

import io.sluice.persistence.codec.Encoded;
import io.sluice.protocol.model.Payload;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is stored, whatever became of it there.
 *
 * @param link what its chain is said to hold of it; null: nothing
 */
public record StoredRow(long number, Encoded form, @Nullable Payload link) {}
