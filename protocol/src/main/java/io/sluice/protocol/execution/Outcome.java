package io.sluice.protocol.execution;

import io.sluice.protocol.model.ExitStatus;

/**
 * The one end of an execution.
 *
 * @param complete whether every byte that the process wrote came into the log
 * @param truncated whether a limit had removed some of them before the end (O31)
 */
public record Outcome(ExitStatus status, EndReason reason, boolean complete, boolean truncated) {
  /** One that no limit touched. */
  public Outcome(ExitStatus status, EndReason reason, boolean complete) {
    this(status, reason, complete, false);
  }
}
