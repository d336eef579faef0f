package io.sluice.protocol.execution;

/** Why an execution is over. */
public enum EndReason {
  /** The process ended by itself. */
  EXITED,
  /** A signal ended it that was no kill of ours. */
  SIGNALLED,
  /** A kill was asked for and ended it, or kept it from starting. */
  KILLED,
  /** It wrote more than its limit allows, and was killed for it. */
  OUTPUT_LIMIT,
  /** Its time was up, or that of its wait for a runner. */
  TIMED_OUT,
  /** No process came to exist. */
  START_FAILED,
  /** Its runner is gone, and with it the knowledge of how it ended. */
  LOST
}
