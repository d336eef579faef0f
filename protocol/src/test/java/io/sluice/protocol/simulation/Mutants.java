package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Delivery;
import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Follower;
import io.sluice.protocol.follow.Resume;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Mistakes that one could make, each around the production's machines. */
final class Mutants {
  private Mutants() {}

  /** A client comes back one byte too late, or too early. */
  record CursorOffBy(int bytes) implements Machines {
    @Override
    public Resume.Step resume(Resume.State state, Resume.Input input) {
      if (state instanceof Resume.State.Connected(var next, var budget)
          && input instanceof Resume.Input.Lost
          && next.bytes() + bytes >= 0) {
        Offset wrong = new Offset(next.bytes() + bytes);
        return Resume.step(new Resume.State.Connected(wrong, budget), input);
      }
      return Resume.step(state, input);
    }
  }

  /** Where journal and memory meet, an entry is passed over. */
  record EntryLostAtTheSeam() implements Machines {
    @Override
    public Follower.Step follow(Follower.State state, Follower.Input input) {
      Follower.Step step = Follower.step(state, input);
      return state instanceof Follower.State.Replaying
              && step.state() instanceof Follower.State.Joining(var reached)
          ? new Follower.Step(
              new Follower.State.Joining(
                  new Follower.Reached(
                      reached.next() + 1, reached.at(), reached.holed(), reached.trimmed())),
              step.actions().stream()
                  .map(
                      action ->
                          action instanceof Follower.Action.Pull
                              ? new Follower.Action.Pull(reached.next() + 1)
                              : action)
                  .toList())
          : step;
    }
  }

  /** Reports that are known are appended again. */
  record ReportsTakenTwice() implements Machines {
    @Override
    public Decision decide(State state, Command command, Instant now) {
      if (command instanceof Command.TakeReports(var by, var reports)
          && state instanceof State.Known known) {
        List<Report> renumbered = new ArrayList<>();
        long sequence = known.progress().lastSequence();
        for (Report report : reports) {
          renumbered.add(numbered(report, ++sequence));
        }
        return Execution.decide(state, new Command.TakeReports(by, renumbered), now);
      }
      return Execution.decide(state, command, now);
    }

    private static Report numbered(Report report, long sequence) {
      return switch (report) {
        case Report.Output r ->
            new Report.Output(sequence, r.channel(), r.timeMicros(), r.payload());
        case Report.ChannelEnded r ->
            new Report.ChannelEnded(sequence, r.channel(), r.timeMicros(), r.ending());
        case Report.Exited r ->
            new Report.Exited(sequence, r.timeMicros(), r.status(), r.timedOut());
      };
    }
  }

  /** The end is journaled with the process's exit, though channels are open. */
  record EndAtTheExit() implements Machines {
    @Override
    public Decision decide(State state, Command command, Instant now) {
      Decision decision = Execution.decide(state, command, now);
      if (!(decision instanceof Decision.Accepted(var events))) {
        return decision;
      }
      List<Event> wrong = new ArrayList<>();
      State after = state;
      for (Event event : events) {
        wrong.add(event);
        after = Execution.evolve(after, event);
        if (event instanceof Event.ProcessExited(_, var status, _, _)
            && after instanceof State.Draining draining) {
          var progress = draining.progress();
          wrong.add(
              new Event.Ended(
                  new Outcome(status, EndReason.EXITED, true),
                  progress.offset(),
                  progress.stdout().bytes(),
                  progress.stderr().bytes(),
                  now));
          return new Decision.Accepted(wrong);
        }
      }
      return decision;
    }
  }

  /** Nobody waits for the acknowledgement of the end. */
  record ExitUnacknowledged() implements Machines {
    @Override
    public Delivery.Step deliver(Delivery.State state, Delivery.Input input) {
      Delivery.Step step = Delivery.step(state, input);
      if (!(step.state() instanceof Delivery.Ending(_, var end))) {
        return step;
      }
      List<Action> actions = new ArrayList<>(step.actions());
      actions.add(new Action.SendExit(end));
      return new Delivery.Step(new Delivery.Over(step.state().acknowledged()), actions);
    }
  }

  /** An echo that brings news is not followed by a new mark. */
  record MarkForgotten() implements Machines {
    @Override
    public Delivery.Step deliver(Delivery.State state, Delivery.Input input) {
      Delivery.Step step = Delivery.step(state, input);
      return input instanceof Delivery.Input.MarkEchoed
          ? new Delivery.Step(
              step.state(),
              step.actions().stream()
                  .filter(action -> !(action instanceof Action.SendMark))
                  .toList())
          : step;
    }
  }

  /** However much is unacknowledged, more is sent. */
  record WindowIgnored() implements Machines {
    @Override
    public boolean wantsMore(Delivery.State state) {
      return state instanceof Delivery.Open;
    }
  }

  /** What was received is acknowledged to the runner, not what is committed. */
  record AcknowledgedBeforeTheCommit() implements Machines {
    @Override
    public boolean acknowledgesBeforeTheCommit() {
      return true;
    }
  }

  /** That a client attached is known to a gateway's memory only. */
  record AttachNotJournaled() implements Machines {
    @Override
    public boolean journalsAttaches() {
      return false;
    }
  }

  /** A cursor is closed when the exit is sent. */
  record ExitSentIsExitReceived() implements Machines {
    @Override
    public boolean forgetsWhomItSentTheExit() {
      return true;
    }
  }

  /** Reading begins at the first entry with a byte that is owed. */
  record ReadFromTheNextByte() implements Machines {
    @Override
    public Offset readsFrom(Cursor cursor) {
      return cursor.offset();
    }
  }
}
