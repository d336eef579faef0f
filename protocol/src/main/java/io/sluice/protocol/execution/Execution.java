package io.sluice.protocol.execution;

import io.sluice.protocol.execution.Decision.Refused;
import io.sluice.protocol.execution.State.Absent;
import io.sluice.protocol.execution.State.Accepted;
import io.sluice.protocol.execution.State.Assigned;
import io.sluice.protocol.execution.State.Draining;
import io.sluice.protocol.execution.State.Ended;
import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.execution.State.Starting;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine of one execution. {@link #decide} turns a command into facts or a refusal and changes
 * nothing; {@link #evolve} applies a fact and refuses nothing. The same facts give the same state.
 *
 * <p>What a command leads to, by state: the next state, {@code =} when nothing is new, or the
 * refusal. "Last channel end" means that the other channel ended before. Nobody has control before,
 * and nothing is owed, but where it says so; trimmed is what there is.
 *
 * <pre>
 * command           | Absent   | Accepted       | Starting       | Running        | Draining       | Ended
 * accept            | Accepted | AlreadyExists  | AlreadyExists  | AlreadyExists  | AlreadyExists  | AlreadyExists
 * accept and place  | Starting | AlreadyExists  | AlreadyExists  | AlreadyExists  | AlreadyExists  | AlreadyExists
 * place             | Absent   | Starting       | WrongPlacement | WrongPlacement | WrongPlacement | AlreadyEnded
 * confirm start     | Absent   | StaleRunner    | Running        | =              | =              | AlreadyEnded
 * fail start        | Absent   | StaleRunner    | Ended          | Contradiction  | Contradiction  | AlreadyEnded
 * output            | Absent   | StaleRunner    | Contradiction  | Running        | Draining       | AlreadyEnded
 * known report      | Absent   | StaleRunner    | Contradiction  | =              | =              | AlreadyEnded
 * later report      | Absent   | StaleRunner    | Contradiction  | SequenceGap    | SequenceGap    | AlreadyEnded
 * last channel end  | Absent   | StaleRunner    | Contradiction  | Running        | Ended          | AlreadyEnded
 * exit              | Absent   | StaleRunner    | Contradiction  | Draining       | Contradiction  | AlreadyEnded
 * exit after ends   | Absent   | StaleRunner    | Contradiction  | Ended          | Contradiction  | AlreadyEnded
 * other's report    | Absent   | StaleRunner    | StaleRunner    | StaleRunner    | StaleRunner    | AlreadyEnded
 * kill              | Absent   | Ended          | Starting       | Running        | Draining       | =
 * signal            | Absent   | WrongPlacement | Starting       | Running        | Draining       | AlreadyEnded
 * resize            | Absent   | Accepted       | Starting       | Running        | Draining       | AlreadyEnded
 * take control      | Absent   | Accepted       | Starting       | Running        | Draining       | Ended
 * acknowledge       | Absent   | NotInControl   | NotInControl   | NotInControl   | NotInControl   | NotInControl
 * leave control     | Absent   | =              | =              | =              | =              | =
 * start beyond end  | Absent   | BeyondEnd      | BeyondEnd      | BeyondEnd      | BeyondEnd      | BeyondEnd
 * keep place        | Absent   | =              | =              | =              | =              | =
 * stop waiting      | Absent   | Ended          | =              | =              | =              | =
 * give up runner    | Absent   | =              | Ended          | Ended          | Ended          | =
 * output over limit | Absent   | StaleRunner    | Contradiction  | Running        | Draining       | AlreadyEnded
 * trim              | Absent   | BeyondEnd      | BeyondEnd      | Running        | Draining       | Ended
 * trim what is owed | Absent   | BeyondEnd      | BeyondEnd      | Owed           | Owed           | Owed
 * trim again        | Absent   | BeyondEnd      | BeyondEnd      | =              | =              | =
 * anchor            | Absent   | Accepted       | Starting       | Running        | Draining       | Ended
 * start in a trim   | Absent   | Accepted       | Starting       | Expired        | Expired        | Expired
 * </pre>
 */
public final class Execution {
  private Execution() {}

  /** What follows from the command, at this time. */
  public static Decision decide(State state, Command command, Instant now) {
    if (state instanceof Known known) {
      return decideKnown(known, command, known.progress().notBefore(now));
    }
    return command instanceof Command.Accept accept
        ? accept(accept, now)
        : Decision.refused(new Refusal.Absent());
  }

  private static Decision accept(Command.Accept command, Instant now) {
    Event accepted = new Event.Accepted(command.facts());
    return switch (command.placement()) {
      case Command.Placement.Pending _ -> Decision.of(accepted);
      case Command.Placement.On(Assignment assignment) ->
          Decision.of(accepted, new Event.Placed(assignment, later(now, command.facts())));
    };
  }

  private static Instant later(Instant now, Facts facts) {
    return now.isBefore(facts.acceptedAt()) ? facts.acceptedAt() : now;
  }

  private static Decision decideKnown(Known state, Command command, Instant now) {
    return switch (command) {
      case Command.Accept _ -> Decision.refused(new Refusal.AlreadyExists());
      case Command.Place place -> place(state, place, now);
      case Command.ConfirmStart confirm -> confirmStart(state, confirm, now);
      case Command.FailStart fail -> failStart(state, fail, now);
      case Command.TakeReports take -> Reports.decide(state, take, now);
      case Command.Kill(var cause) -> kill(state, cause, now);
      case Command.SendSignal(var signal, var cause) ->
          control(state, new Event.SignalRequested(signal, cause, now));
      case Command.Resize(var size) -> resize(state, new Event.Resized(size, now));
      case Command.Trim trim -> Trims.decide(state, trim, now);
      case Command.Anchor(var signed) -> Decision.of(new Event.Anchored(signed));
      case Command.Attend attend -> Attendance.decide(state, attend, now);
      case Command.StopWaiting _ ->
          state instanceof Accepted waiting
              ? Decision.of(neverRan(waiting, EndReason.TIMED_OUT, now))
              : Decision.of();
      case Command.GiveUpRunner _ -> giveUpRunner(state, now);
    };
  }

  private static Decision place(Known state, Command.Place command, Instant now) {
    return switch (state) {
      case Accepted _ -> Decision.of(new Event.Placed(command.assignment(), now));
      case Assigned _ -> Decision.refused(new Refusal.WrongPlacement());
      case Ended _ -> Decision.refused(new Refusal.AlreadyEnded());
    };
  }

  private static Decision confirmStart(Known state, Command.ConfirmStart command, Instant now) {
    Refused refused = notBy(state, command.by());
    if (refused != null) {
      return refused;
    }
    return state instanceof Starting
        ? Decision.of(new Event.Started(command.pid(), now))
        : Decision.of();
  }

  private static Decision failStart(Known state, Command.FailStart command, Instant now) {
    Refused refused = notBy(state, command.by());
    if (refused != null) {
      return refused;
    }
    if (!(state instanceof Starting)) {
      return Decision.refused(new Refusal.Contradiction("a failed start of what has started"));
    }
    boolean terminal = state.facts().command().terminal() != null;
    return new Decision.Accepted(failedStart(command, terminal, now));
  }

  /** As a shell does it: the reason on stderr (a terminal has none), then 127 or 126. */
  private static List<Event> failedStart(Command.FailStart command, boolean terminal, Instant now) {
    Payload message = Payload.utf8(command.message() + (terminal ? "\r\n" : "\n"));
    Channel channel = terminal ? Channel.STDOUT : Channel.STDERR;
    long size = message.size();
    long stdout = terminal ? size : 0;
    long stderr = size - stdout;
    Offset end = new Offset(size);
    ChannelEnding complete = ChannelEnding.COMPLETE;
    ExitStatus status = new ExitStatus.Code(command.failure().exitCode());
    Outcome outcome = new Outcome(status, EndReason.START_FAILED, true);
    return List.of(
        new Event.OutputAppended(1, channel, Offset.ZERO, 0, 0, message),
        new Event.ChannelEnded(2, Channel.STDOUT, end, stdout, 0, complete),
        new Event.ChannelEnded(3, Channel.STDERR, end, stderr, 0, complete),
        new Event.Ended(outcome, end, stdout, stderr, now));
  }

  private static Decision kill(Known state, Cause cause, Instant now) {
    return switch (state) {
      case Accepted waiting ->
          Decision.of(
              new Event.KillRequested(cause, now), neverRan(waiting, EndReason.KILLED, now));
      case Assigned assigned ->
          assigned.killRequested()
              ? Decision.of()
              : Decision.of(new Event.KillRequested(cause, now));
      case Ended _ -> Decision.of();
    };
  }

  private static Event neverRan(Accepted state, EndReason reason, Instant now) {
    return end(state.progress(), new Outcome(new ExitStatus.Unknown(), reason, true), now);
  }

  /** The size is kept for a runner that is still to come. */
  private static Decision resize(Known state, Event.Resized event) {
    if (!(state instanceof Ended) && state.facts().command().terminal() == null) {
      return Decision.refused(new Refusal.NotATerminal());
    }
    return state instanceof Accepted ? Decision.of(event) : control(state, event);
  }

  private static Decision control(Known state, Event event) {
    return switch (state) {
      case Accepted _ -> Decision.refused(new Refusal.WrongPlacement());
      case Assigned _ -> Decision.of(event);
      case Ended _ -> Decision.refused(new Refusal.AlreadyEnded());
    };
  }

  private static Decision giveUpRunner(Known state, Instant now) {
    return switch (state) {
      case Accepted _, Ended _ -> Decision.of();
      // The exit was seen: only output may be missing.
      case Draining draining -> {
        Outcome known = Reports.outcome(draining);
        Outcome cut = new Outcome(known.status(), known.reason(), false, known.truncated());
        yield Decision.of(end(draining.progress(), cut, now));
      }
      case Assigned assigned -> {
        boolean truncated = OutputLimits.truncates(assigned);
        Outcome lost = new Outcome(new ExitStatus.Unknown(), EndReason.LOST, false, truncated);
        yield Decision.of(end(assigned.progress(), lost, now));
      }
    };
  }

  static Event.Ended end(Progress progress, Outcome outcome, Instant at) {
    return new Event.Ended(
        outcome, progress.offset(), progress.stdout().bytes(), progress.stderr().bytes(), at);
  }

  /** Null when the runner owns the execution. */
  static @Nullable Refused notBy(Known state, Assignment by) {
    return switch (state) {
      case Accepted _ -> new Refused(new Refusal.StaleRunner());
      case Ended _ -> new Refused(new Refusal.AlreadyEnded());
      case Assigned assigned ->
          assigned.assignment().equals(by) ? null : new Refused(new Refusal.StaleRunner());
    };
  }

  /** The state after the fact. */
  public static State evolve(State state, Event event) {
    return Evolution.of(state, event);
  }

  /** The state after all of them. */
  public static State evolve(State state, Iterable<Event> events) {
    State current = state;
    for (Event event : events) {
      current = evolve(current, event);
    }
    return current;
  }

  /** The state of an id under which nothing is journaled. */
  public static State initial() {
    return new Absent();
  }
}
