package io.sluice.protocol.execution;

import io.sluice.protocol.model.ExitStatus;

/**
 * The one end of an execution.
 *
 * @param complete whether every byte that the process wrote is in the log
 */
public record Outcome(ExitStatus status, EndReason reason, boolean complete) {}
