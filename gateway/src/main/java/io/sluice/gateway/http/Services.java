package io.sluice.gateway.http;

import io.sluice.gateway.attach.AttachHandler;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.audit.Audits;
import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.LogTrims;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.gateway.runner.RunnerViews;
import io.sluice.gateway.search.Searches;
import io.sluice.gateway.tenant.Authenticator;
import io.sluice.gateway.tenant.Keys;

/** What the routes serve. */
public record Services(
    Authenticator authenticator,
    Keys keys,
    Boxes boxes,
    Executions executions,
    LogTrims trims,
    AsyncIndex index,
    KnownExecutions known,
    AttachHandler attach,
    Logs logs,
    Searches searches,
    RunnerDoor runners,
    RunnerViews runnerViews,
    Audits audits) {}
