package io.sluice.persistence.query;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;

/**
 * What is left of a log that is gone.
 *
 * @param anchor what was signed of it when it went, as stored
 */
public record PurgedLog(ExecutionId execution, TenantId tenant, Instant at, Payload anchor) {}
