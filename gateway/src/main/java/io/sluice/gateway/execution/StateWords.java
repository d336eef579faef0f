package io.sluice.gateway.execution;

import io.sluice.protocol.execution.State;

/** The names of states on the wire. */
public final class StateWords {
  private StateWords() {}

  /** An absent one is accepted as far as anybody is told. */
  public static String of(State state) {
    return switch (state) {
      case State.Absent _ -> "accepted";
      case State.Accepted _ -> "queued";
      case State.Starting _ -> "starting";
      case State.Running _ -> "running";
      case State.Draining _ -> "draining";
      case State.Ended _ -> "ended";
    };
  }
}
