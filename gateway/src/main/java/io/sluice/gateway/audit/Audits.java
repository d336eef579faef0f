package io.sluice.gateway.audit;

import io.sluice.persistence.audit.AccessTrail;
import io.sluice.persistence.query.RowReader;
import java.util.concurrent.Executor;

/**
 * What the routes of audits serve.
 *
 * @param blocking for calls of the trail
 */
public record Audits(
    RowReader rows, AuditKeys keys, AccessTrail trail, AccessDesk accesses, Executor blocking) {}
