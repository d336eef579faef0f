package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Assigned;
import io.sluice.protocol.execution.State.Draining;
import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.execution.State.Starting;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a runner's reports become facts: each once, in sequence, the end only after everything. */
final class Reports {
  private Reports() {}

  static Decision decide(Known state, Command.TakeReports command, Instant now) {
    Decision.Refused refused = Execution.notBy(state, command.by());
    if (refused != null) {
      return refused;
    }
    if (state instanceof Starting) {
      return Decision.refused(new Refusal.Contradiction("a report of what has not started"));
    }
    List<Event> events = new ArrayList<>();
    State current = state;
    for (Report report : command.reports()) {
      if (!(current instanceof Assigned assigned)) {
        break;
      }
      if (report.sequence() <= assigned.progress().lastSequence()) {
        continue;
      }
      Refusal refusal = contradiction(assigned, report);
      if (refusal != null) {
        return Decision.refused(refusal);
      }
      current = taken(assigned, report, now, events);
      if (current instanceof Draining draining && draining.progress().allChannelsEnded()) {
        Event end = Execution.end(draining.progress(), outcome(draining), now);
        events.add(end);
        current = Execution.evolve(current, end);
      }
    }
    return new Decision.Accepted(events);
  }

  /** Adds the facts of one report; the state after them. */
  private static State taken(Assigned state, Report report, Instant now, List<Event> events) {
    Event whole = event(state.progress(), report);
    List<Event> facts =
        report instanceof Report.Output output && whole instanceof Event.OutputAppended appended
            ? OutputLimits.taken(state, output, appended)
            : List.of(whole);
    State current = state;
    for (Event fact : facts) {
      // One fact tells of a cut that goes on.
      if (fact instanceof Event.OutputCut
          && !events.isEmpty()
          && events.getLast() instanceof Event.OutputCut) {
        events.removeLast();
      }
      events.add(fact);
      current = Execution.evolve(current, fact);
    }
    Event.KillRequested kill =
        facts.getLast() instanceof Event.OutputCut && current instanceof Assigned assigned
            ? OutputLimits.end(assigned, now)
            : null;
    if (kill == null) {
      return current;
    }
    events.add(kill);
    return Execution.evolve(current, kill);
  }

  private static @Nullable Refusal contradiction(Assigned state, Report report) {
    long expected = state.progress().lastSequence() + 1;
    if (report.sequence() != expected) {
      return new Refusal.SequenceGap(expected, report.sequence());
    }
    return switch (report) {
      case Report.Output output when !state.progress().tally(output.channel()).isOpen() ->
          new Refusal.Contradiction("output after the end of its channel");
      case Report.ChannelEnded ended when !state.progress().tally(ended.channel()).isOpen() ->
          new Refusal.Contradiction("a second end of a channel");
      case Report.Exited _ when state instanceof Draining ->
          new Refusal.Contradiction("a second exit");
      case Report.Output _, Report.ChannelEnded _, Report.Exited _ -> null;
    };
  }

  private static Event event(Progress progress, Report report) {
    long time = progress.notBefore(report.timeMicros());
    return switch (report) {
      case Report.Output output ->
          new Event.OutputAppended(
              output.sequence(),
              output.channel(),
              progress.offset(),
              progress.tally(output.channel()).bytes(),
              time,
              output.payload());
      case Report.ChannelEnded ended ->
          new Event.ChannelEnded(
              ended.sequence(),
              ended.channel(),
              progress.offset(),
              progress.tally(ended.channel()).bytes(),
              time,
              ended.ending());
      case Report.Exited exited ->
          new Event.ProcessExited(exited.sequence(), exited.status(), exited.timedOut(), time);
    };
  }

  static Outcome outcome(Draining state) {
    Progress progress = state.progress();
    return new Outcome(
        state.status(), reason(state), progress.complete(), OutputLimits.truncates(state));
  }

  private static EndReason reason(Draining state) {
    if (state.timedOut()) {
      return EndReason.TIMED_OUT;
    }
    if (OutputLimits.ended(state, state.status())) {
      return EndReason.OUTPUT_LIMIT;
    }
    return switch (state.status()) {
      case ExitStatus.Code _ -> EndReason.EXITED;
      case ExitStatus.Signalled _ ->
          state.killRequested() && isKill(state.status()) ? EndReason.KILLED : EndReason.SIGNALLED;
      case ExitStatus.Unknown _ -> EndReason.LOST;
    };
  }

  static boolean isKill(ExitStatus status) {
    return status instanceof ExitStatus.Signalled(int number) && number == Signal.KILL.number();
  }
}
