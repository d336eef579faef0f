package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Absent;
import io.sluice.protocol.execution.State.Accepted;
import io.sluice.protocol.execution.State.Assigned;
import io.sluice.protocol.execution.State.Draining;
import io.sluice.protocol.execution.State.Ended;
import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.execution.State.Running;
import io.sluice.protocol.execution.State.Starting;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * How facts change the state. Each says where in the log it stands, so the state after a log whose
 * first output was removed is the same. A fact that cannot follow means a journal that is not ours.
 */
final class Evolution {
  private Evolution() {}

  static State of(State state, Event event) {
    return switch (event) {
      case Event.Accepted accepted -> accepted(state, accepted);
      case Event.Placed placed -> placed(state, placed);
      case Event.Started started -> started(state, started);
      case Event.OutputAppended output -> progressed(state, output, p -> p.appended(output));
      case Event.OutputCut cut -> progressed(state, cut, p -> p.cut(cut));
      case Event.ChannelEnded ended -> progressed(state, ended, p -> p.channelEnded(ended));
      case Event.ProcessExited exited -> exited(state, exited);
      case Event.KillRequested kill -> killRequested(state, kill);
      case Event.SignalRequested(_, _, Instant at) -> progressed(state, event, p -> p.at(at));
      case Event.Resized(_, Instant at) -> progressed(state, event, p -> p.at(at));
      case Event.OfAudience attended -> attended(state, attended);
      case Event.Anchored _ -> state;
      case Event.Ended ended -> ended(state, ended);
    };
  }

  /** What is over still has readers. */
  private static State attended(State state, Event.OfAudience event) {
    return state instanceof Ended(var facts, var p, var outcome)
        ? new Ended(facts, p.attended(event), outcome)
        : progressed(state, event, p -> p.attended(event));
  }

  private static State accepted(State state, Event.Accepted event) {
    if (!(state instanceof Absent)) {
      throw cannotFollow(state, event);
    }
    return new Accepted(event.facts(), Progress.begin(event.facts().acceptedAt()));
  }

  private static State placed(State state, Event.Placed event) {
    if (!(state instanceof Accepted(var facts, var p))) {
      throw cannotFollow(state, event);
    }
    return new Starting(facts, p.at(event.at()), event.assignment(), false);
  }

  private static State started(State state, Event.Started event) {
    if (!(state instanceof Starting(var facts, var p, var by, var killed))) {
      throw cannotFollow(state, event);
    }
    return new Running(facts, p.started(event.at()), by, killed);
  }

  private static State exited(State state, Event.ProcessExited event) {
    if (!(state instanceof Running(var facts, var p, var by, var killed))) {
      throw cannotFollow(state, event);
    }
    Progress after = p.reported(event.sequence(), event.timeMicros());
    return new Draining(facts, after, by, killed, event.status(), event.timedOut());
  }

  private static State killRequested(State state, Event.KillRequested event) {
    return switch (state) {
      case Accepted(var facts, var p) -> new Accepted(facts, p.at(event.at()));
      case Assigned assigned -> killRequested(assigned, assigned.progress().at(event.at()));
      case Absent _, Ended _ -> throw cannotFollow(state, event);
    };
  }

  private static State killRequested(Assigned state, Progress p) {
    return switch (state) {
      case Starting s -> new Starting(s.facts(), p, s.assignment(), true);
      case Running s -> new Running(s.facts(), p, s.assignment(), true);
      case Draining s -> new Draining(s.facts(), p, s.assignment(), true, s.status(), s.timedOut());
    };
  }

  private static State ended(State state, Event.Ended event) {
    if (!(state instanceof Known known) || state instanceof Ended) {
      throw cannotFollow(state, event);
    }
    return new Ended(known.facts(), known.progress().ended(event), event.outcome());
  }

  /** The same state, further on. */
  private static State progressed(State state, Event event, UnaryOperator<Progress> change) {
    return switch (state) {
      case Accepted(var facts, var p) -> new Accepted(facts, change.apply(p));
      case Starting(var facts, var p, var by, var killed) ->
          new Starting(facts, change.apply(p), by, killed);
      case Running(var facts, var p, var by, var killed) ->
          new Running(facts, change.apply(p), by, killed);
      case Draining(var facts, var p, var by, var killed, var status, var timedOut) ->
          new Draining(facts, change.apply(p), by, killed, status, timedOut);
      case Absent _, Ended _ -> throw cannotFollow(state, event);
    };
  }

  private static IllegalStateException cannotFollow(State state, Event event) {
    return new IllegalStateException(
        event.getClass().getSimpleName() + " cannot follow on " + state.getClass().getSimpleName());
  }
}
