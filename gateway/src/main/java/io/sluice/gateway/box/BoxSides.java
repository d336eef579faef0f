package io.sluice.gateway.box;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.index.KnownExecutions;

/** What boxes are made of: their rows, what runs in them, and where. */
public record BoxSides(
    AsyncIndex index, KnownExecutions known, Executions executions, BoxRunners runners) {}
