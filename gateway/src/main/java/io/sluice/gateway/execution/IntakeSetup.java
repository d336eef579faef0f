package io.sluice.gateway.execution;

import io.sluice.persistence.retention.LogRemoval;
import io.sluice.persistence.retention.OutputRemoval;
import io.sluice.protocol.execution.Unattended;
import io.sluice.protocol.proof.AnchorSigner;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the entities of executions take from their node.
 *
 * @param waitFor how long an accepted execution waits for a place on a runner
 * @param runnerGrace how long an execution without a link waits for its runner
 * @param owedFor how long after the end a consumer with an open place is owed the rest
 * @param unattended what becomes of what nobody attends any more, unless its start says otherwise
 */
public record IntakeSetup(
    Runners runners,
    EndListener ends,
    OutputRemoval removal,
    LogRemoval logs,
    Duration waitFor,
    Duration runnerGrace,
    Duration owedFor,
    Unattended.Policy unattended,
    AnchorSigner signer,
    InstantSource clock) {}
