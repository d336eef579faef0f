package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.OfRunner;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.runner.GatewayFrame;

/** What a runner tells of an execution that is over, or not its own, or by a link that is past. */
final class Strangers {
  private final Opening opening;
  private boolean noted;

  Strangers(Opening opening) {
    this.opening = opening;
  }

  /** Nothing of it is journaled. */
  void told(OfRunner told, State state) {
    switch (state) {
      case State.Ended _ -> forget(told);
      case State.Assigned assigned
          when assigned.assignment().runner().equals(told.by().runner().runner()) -> {}
      case State.Absent _, State.Accepted _, State.Assigned _ -> refuse(told);
    }
  }

  /** The end is journaled: what comes after it need not be kept. */
  private void forget(OfRunner told) {
    switch (told) {
      case IntakeMessage.RunnerReported(_, var reports) ->
          told.by().send(new GatewayFrame.Acknowledged(opening.id(), reports.getLast().sequence()));
      case IntakeMessage.RunnerFailedStart _ ->
          told.by().send(new GatewayFrame.Acknowledged(opening.id(), 0));
      case IntakeMessage.RunnerStarted _ -> told.by().send(new GatewayFrame.Kill(opening.id()));
      case IntakeMessage.RunnerTookStdin _, IntakeMessage.RunnerFlushed _ -> {}
    }
  }

  /** Once in the log, however much comes. */
  private void refuse(OfRunner told) {
    if (!noted) {
      noted = true;
      opening
          .context()
          .getLog()
          .warn(
              "{}: runner {} tells of it, but does not own it: it is passed over",
              opening.id(),
              told.by().runner().runner().value());
    }
    told.by().send(new GatewayFrame.Kill(opening.id()));
  }
}
