package io.sluice.gateway.http;

import io.sluice.gateway.execution.ExitCodes;
import io.sluice.gateway.execution.StateWords;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.wire.Responses.ExecutionBody;
import io.sluice.protocol.wire.Responses.Offsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the wire says of an execution. */
final class ExecutionView {
  private static final String UNFINISHED = "running";

  private ExecutionView() {}

  /** From the journal; from the facts when the journal has nothing of it yet. */
  static ExecutionBody of(Facts known, State state) {
    return of(known, state, 0);
  }

  /**
   * The same.
   *
   * @param turn in the queue, from 1; 0: it does not wait there
   */
  static ExecutionBody of(Facts known, State state, int turn) {
    return switch (state) {
      case State.Absent() ->
          body(known, new Standing(UNFINISHED, StateWords.of(state), null, null, null, null), null);
      case State.Ended(Facts facts, Progress progress, Outcome outcome) ->
          ended(facts, outcome, progress.startedAt(), progress.lastAt(), offsets(progress));
      case State.Known unfinished -> unfinished(unfinished.facts(), unfinished, turn);
    };
  }

  /** As one that goes on; only its state tells where it is. */
  static ExecutionBody unfinished(Facts facts, State.Known state, int turn) {
    Progress progress = state.progress();
    Integer position = state instanceof State.Accepted && turn > 0 ? turn : null;
    Standing standing =
        new Standing(UNFINISHED, StateWords.of(state), position, progress.startedAt(), null, null);
    return body(facts, standing, offsets(progress));
  }

  /** As lists show what ended; only its own page tells the bytes of each channel. */
  static ExecutionBody of(Facts facts, ExecutionRow.End end) {
    Offsets offsets = new Offsets(end.offset().bytes(), null, null, null);
    return ended(facts, end.outcome(), end.startedAt(), end.endedAt(), offsets);
  }

  /** What changes while it lives. */
  private record Standing(
      String status,
      String state,
      @Nullable Integer queuePosition,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Outcome outcome) {}

  private static ExecutionBody ended(
      Facts facts,
      Outcome outcome,
      @Nullable Instant startedAt,
      Instant endedAt,
      @Nullable Offsets offsets) {
    Standing standing =
        new Standing(status(outcome.reason()), "ended", null, startedAt, endedAt, outcome);
    return body(facts, standing, offsets);
  }

  private static ExecutionBody body(Facts facts, Standing standing, @Nullable Offsets offsets) {
    Outcome outcome = standing.outcome();
    return new ExecutionBody(
        facts.execution().value(),
        facts.box().value(),
        standing.status(),
        standing.state(),
        standing.queuePosition(),
        outcome == null ? null : ExitCodes.code(outcome.status()),
        outcome == null ? null : ExitCodes.signal(outcome.status()),
        outcome == null ? null : outcome.reason().name().toLowerCase(Locale.ROOT),
        outcome == null ? null : incomplete(outcome),
        outcome == null ? null : truncated(outcome),
        standing.startedAt() == null ? null : standing.startedAt().toString(),
        durationMs(standing.startedAt(), standing.endedAt()),
        outcome == null ? null : message(outcome.reason()),
        offsets,
        facts.command().terminal() == null ? null : true,
        words(facts.command()),
        facts.labels());
  }

  /**
   * The four words of the contract; a start that failed is a command that ended with 127 or 126.
   */
  private static String status(EndReason reason) {
    return switch (reason) {
      case EXITED, START_FAILED -> "completed";
      case SIGNALLED, KILLED, LOST -> "killed";
      case TIMED_OUT -> "timed_out";
    };
  }

  /** Null when nothing is missing: the wire names the exception only. */
  private static @Nullable Boolean incomplete(Outcome outcome) {
    return outcome.complete() ? null : true;
  }

  private static @Nullable Boolean truncated(Outcome outcome) {
    return outcome.truncated() ? true : null;
  }

  private static @Nullable Long durationMs(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Duration.between(from, to).toMillis();
  }

  private static @Nullable String message(EndReason reason) {
    return switch (reason) {
      case EXITED, SIGNALLED, KILLED -> null;
      case TIMED_OUT -> "its time was up";
      case START_FAILED -> "it could not be started; its output says why";
      case LOST -> "its runner is gone, and with it the knowledge of how it ended";
    };
  }

  private static Offsets offsets(Progress progress) {
    return new Offsets(
        progress.offset().bytes(),
        progress.stdout().bytes(),
        progress.stderr().bytes(),
        progress.trimmed().offset().bytes());
  }

  private static List<String> words(CommandSpec command) {
    List<String> words = new ArrayList<>();
    words.add(command.program());
    words.addAll(command.arguments());
    return words;
  }
}
