package io.sluice.persistence.index;

import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.ExecutionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution as who goes through many of them sees it.
 *
 * @param acceptedAt in whole microseconds
 * @param facts null: what is stored cannot be read
 */
public record AcceptedRow(ExecutionId execution, Instant acceptedAt, @Nullable Facts facts) {}
