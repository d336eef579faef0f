package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Audience;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Tally;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Payload;
import java.time.DateTimeException;

/** Snapshots of a state: offsets and facts, never output. The same rules as for events. */
public final class StateCodec {
  private static final String ABSENT = "state_absent.1";
  private static final String ACCEPTED = "state_accepted.1";
  private static final String STARTING = "state_starting.1";
  private static final String RUNNING = "state_running.1";
  private static final String DRAINING = "state_draining.1";
  private static final String ENDED = "state_ended.1";

  private StateCodec() {}

  public static Encoded encode(State state) {
    return new Encoded(manifest(state), Payload.owning(Fields.bytes(json(state))));
  }

  public static String manifest(State state) {
    return switch (state) {
      case State.Absent _ -> ABSENT;
      case State.Accepted _ -> ACCEPTED;
      case State.Starting _ -> STARTING;
      case State.Running _ -> RUNNING;
      case State.Draining _ -> DRAINING;
      case State.Ended _ -> ENDED;
    };
  }

  static ObjectNode json(State state) {
    return switch (state) {
      case State.Absent _ -> Fields.object();
      case State.Accepted accepted -> known(accepted);
      case State.Starting starting -> assigned(starting);
      case State.Running running -> assigned(running);
      case State.Draining draining -> draining(draining);
      case State.Ended ended -> ended(ended);
    };
  }

  private static ObjectNode known(State.Known state) {
    ObjectNode node = Fields.object();
    node.set("facts", Values.facts(state.facts()));
    node.set("progress", progress(state.progress()));
    return node;
  }

  private static ObjectNode assigned(State.Assigned state) {
    ObjectNode node = known(state);
    node.set("assignment", Values.assignment(state.assignment()));
    return node.put("kill_requested", state.killRequested());
  }

  private static ObjectNode draining(State.Draining state) {
    ObjectNode node = assigned(state);
    node.set("status", Values.status(state.status()));
    return node.put("timed_out", state.timedOut());
  }

  private static ObjectNode ended(State.Ended state) {
    ObjectNode node = known(state);
    node.set("outcome", Values.outcome(state.outcome()));
    return node;
  }

  private static ObjectNode progress(Progress progress) {
    ObjectNode node = Fields.object().put("last_sequence", progress.lastSequence());
    node.set("stdout", tally(progress.stdout()));
    node.set("stderr", tally(progress.stderr()));
    node.put("last_time_us", progress.lastTimeMicros());
    node.put("last_at", progress.lastAt().toString());
    if (progress.startedAt() != null) {
      node.put("started_at", progress.startedAt().toString());
    }
    if (!progress.audience().equals(Audience.none(progress.audience().lastAt()))) {
      node.set("audience", AudienceForm.audience(progress.audience()));
    }
    if (!progress.trimmed().equals(Cursor.START)) {
      node.set("trimmed", AudienceForm.cursor(progress.trimmed()));
    }
    if (progress.truncated()) {
      node.put("truncated", true);
    }
    return node;
  }

  private static ObjectNode tally(Tally tally) {
    ObjectNode node = Fields.object().put("bytes", tally.bytes());
    if (tally.ending() != null) {
      node.put("ending", Words.CHANNEL_ENDING.word(tally.ending()));
    }
    return node;
  }

  /**
   * @throws UnreadableEntry for an unknown manifest or bytes that are not of its form
   */
  public static State decode(String manifest, byte[] bytes) {
    try {
      Fields fields = Fields.parse(bytes);
      return switch (manifest) {
        case ABSENT -> new State.Absent();
        case ACCEPTED -> new State.Accepted(facts(fields), progress(fields));
        case STARTING ->
            new State.Starting(facts(fields), progress(fields), assignment(fields), kill(fields));
        case RUNNING ->
            new State.Running(facts(fields), progress(fields), assignment(fields), kill(fields));
        case DRAINING ->
            new State.Draining(
                facts(fields),
                progress(fields),
                assignment(fields),
                kill(fields),
                Values.status(fields.object("status")),
                fields.flag("timed_out"));
        case ENDED ->
            new State.Ended(
                facts(fields), progress(fields), Values.outcome(fields.object("outcome")));
        default -> throw new UnreadableEntry("an unknown stored state: " + manifest);
      };
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new UnreadableEntry("a stored state " + manifest + " holds an impossible value", e);
    }
  }

  private static Facts facts(Fields fields) {
    return Values.facts(fields.object("facts"));
  }

  private static Assignment assignment(Fields fields) {
    return Values.assignment(fields.object("assignment"));
  }

  private static boolean kill(Fields fields) {
    return fields.flag("kill_requested");
  }

  private static Progress progress(Fields state) {
    Fields fields = state.object("progress");
    return new Progress(
        fields.number("last_sequence"),
        tally(fields.object("stdout")),
        tally(fields.object("stderr")),
        fields.number("last_time_us"),
        fields.instant("last_at"),
        fields.instantOrNull("started_at"),
        AudienceForm.audience(fields, fields.instant("last_at")),
        fields.has("trimmed") ? AudienceForm.cursor(fields.object("trimmed")) : Cursor.START,
        fields.has("truncated") && fields.flag("truncated"));
  }

  private static Tally tally(Fields fields) {
    String ending = fields.textOrNull("ending");
    return new Tally(
        fields.number("bytes"), ending == null ? null : Words.CHANNEL_ENDING.constant(ending));
  }
}
