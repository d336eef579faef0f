package io.sluice.gateway.audit;

import io.sluice.persistence.query.RowReader;

/** What the routes of audits serve. */
public record Audits(RowReader rows, AuditKeys keys) {}
