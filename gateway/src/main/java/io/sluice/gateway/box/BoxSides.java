package io.sluice.gateway.box;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.gateway.tenant.LogQuotas;

/** What boxes are made of: their rows, what runs in them, where, and what is kept of it. */
public record BoxSides(
    AsyncIndex index,
    KnownExecutions known,
    Executions executions,
    BoxRunners runners,
    LogQuotas quotas) {}
