package io.sluice.protocol.execution;

/** Why an end or a signal was asked for. */
public enum Cause {
  /** Somebody wanted it. */
  ASKED,
  /** Nobody attended the execution any more. */
  UNATTENDED,
  /** It wrote more than its limit allows. */
  OUTPUT_LIMIT
}
