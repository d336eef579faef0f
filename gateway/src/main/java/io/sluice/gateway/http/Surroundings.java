package io.sluice.gateway.http;

import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What the routes take from their process.
 *
 * @param requestIds new each time, short and printable
 * @param executionIds new each time, for all tenants
 * @param obstacles why this gateway is not ready, as sentences; none when it is
 * @param owedFor how long after the end a consumer with an open place is owed the rest
 * @param idleStop when a box is idle long enough that leaves that to the deployment
 * @param quotas what may be kept of logs
 */
public record Surroundings(
    ActorSystem<?> system,
    InstantSource clock,
    Supplier<String> requestIds,
    Supplier<ExecutionId> executionIds,
    Supplier<List<String>> obstacles,
    Duration owedFor,
    Duration idleStop,
    LogQuotas quotas) {}
