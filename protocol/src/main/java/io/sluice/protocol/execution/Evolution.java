package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Absent;
import io.sluice.protocol.execution.State.Accepted;
import io.sluice.protocol.execution.State.Assigned;
import io.sluice.protocol.execution.State.Draining;
import io.sluice.protocol.execution.State.Ended;
import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.execution.State.Running;
import io.sluice.protocol.execution.State.Starting;
import java.util.function.UnaryOperator;

/** How facts change the state. A fact that cannot follow means a journal that is not ours. */
final class Evolution {
  private Evolution() {}

  static State of(State state, Event event) {
    return switch (event) {
      case Event.Accepted(Facts facts) when state instanceof Absent ->
          new Accepted(facts, Progress.begin(facts.acceptedAt()));
      case Event.Placed(var assignment, var at) when state instanceof Accepted(var facts, var p) ->
          new Starting(facts, p.at(at), assignment, false);
      case Event.Started(_, var at)
          when state instanceof Starting(var facts, var p, var by, var killed) ->
          new Running(facts, p.started(at), by, killed);
      case Event.OutputAppended output when state instanceof Known known ->
          progressed(known, p -> p.appended(output));
      case Event.ChannelEnded ended when state instanceof Known known ->
          progressed(known, p -> p.channelEnded(ended));
      case Event.ProcessExited exited
          when state instanceof Running(var facts, var p, var by, var killed) -> {
        Progress after = p.reported(exited.sequence(), exited.timeMicros());
        yield new Draining(facts, after, by, killed, exited.status(), exited.timedOut());
      }
      case Event.KillRequested(var at) when state instanceof Accepted(var facts, var p) ->
          new Accepted(facts, p.at(at));
      case Event.KillRequested(var at) when state instanceof Assigned assigned ->
          killRequested(assigned, assigned.progress().at(at));
      case Event.SignalRequested(_, var at) when state instanceof Known known ->
          progressed(known, p -> p.at(at));
      case Event.Resized(_, var at) when state instanceof Known known ->
          progressed(known, p -> p.at(at));
      case Event.Ended ended when state instanceof Known known && !(state instanceof Ended) ->
          new Ended(known.facts(), known.progress().at(ended.at()), ended.outcome());
      case Event.Accepted _,
          Event.Placed _,
          Event.Started _,
          Event.OutputAppended _,
          Event.ChannelEnded _,
          Event.ProcessExited _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Resized _,
          Event.Ended _ ->
          throw new IllegalStateException(
              event.getClass().getSimpleName() + " cannot follow on " + name(state));
    };
  }

  private static String name(State state) {
    return state.getClass().getSimpleName();
  }

  private static State progressed(Known state, UnaryOperator<Progress> change) {
    Progress p = change.apply(state.progress());
    return switch (state) {
      case Accepted s -> new Accepted(s.facts(), p);
      case Starting s -> new Starting(s.facts(), p, s.assignment(), s.killRequested());
      case Running s -> new Running(s.facts(), p, s.assignment(), s.killRequested());
      case Draining s ->
          new Draining(s.facts(), p, s.assignment(), s.killRequested(), s.status(), s.timedOut());
      case Ended _ -> throw new IllegalStateException("nothing follows on the end");
    };
  }

  private static State killRequested(Assigned state, Progress p) {
    return switch (state) {
      case Starting s -> new Starting(s.facts(), p, s.assignment(), true);
      case Running s -> new Running(s.facts(), p, s.assignment(), true);
      case Draining s -> new Draining(s.facts(), p, s.assignment(), true, s.status(), s.timedOut());
    };
  }
}
