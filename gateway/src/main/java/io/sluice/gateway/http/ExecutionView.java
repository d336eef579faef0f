package io.sluice.gateway.http;

import io.sluice.gateway.execution.ExitCodes;
import io.sluice.gateway.execution.StateWords;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.wire.Responses.ExecutionBody;
import io.sluice.protocol.wire.Responses.Offsets;
import io.sluice.protocol.wire.Responses.OutputLimitBody;
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
      case State.Absent() -> body(known, Standing.unfinished(state, null), null);
      case State.Ended(Facts facts, Progress progress, Outcome outcome) ->
          ended(facts, outcome, progress.startedAt(), progress.lastAt(), offsets(progress));
      case State.Known unfinished -> unfinished(unfinished.facts(), unfinished, turn);
    };
  }

  /** As one that goes on; only its state tells where it is. */
  static ExecutionBody unfinished(Facts facts, State.Known state, int turn) {
    Progress progress = state.progress();
    Integer position = state instanceof State.Accepted && turn > 0 ? turn : null;
    return body(facts, Standing.unfinished(state, position), offsets(progress));
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
      @Nullable Outcome outcome,
      boolean truncated,
      boolean blocked) {
    static Standing unfinished(State state, @Nullable Integer queuePosition) {
      Progress progress = state instanceof State.Known known ? known.progress() : null;
      return new Standing(
          UNFINISHED,
          StateWords.of(state),
          queuePosition,
          progress == null ? null : progress.startedAt(),
          null,
          null,
          progress != null && progress.truncated(),
          OutputLimits.isBlocked(state));
    }

    static Standing ended(Outcome outcome, @Nullable Instant startedAt, Instant endedAt) {
      return new Standing(
          word(outcome.reason()),
          "ended",
          null,
          startedAt,
          endedAt,
          outcome,
          outcome.truncated(),
          false);
    }
  }

  private static ExecutionBody ended(
      Facts facts,
      Outcome outcome,
      @Nullable Instant startedAt,
      Instant endedAt,
      @Nullable Offsets offsets) {
    return body(facts, Standing.ended(outcome, startedAt, endedAt), offsets);
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
        standing.truncated() ? true : null,
        standing.startedAt() == null ? null : standing.startedAt().toString(),
        durationMs(standing.startedAt(), standing.endedAt()),
        outcome == null ? null : message(outcome.reason()),
        offsets,
        limit(facts, standing),
        facts.command().terminal() == null ? null : true,
        words(facts.command()),
        facts.labels());
  }

  /**
   * The four words of the contract; a start that failed is a command that ended with 127 or 126.
   */
  private static String word(EndReason reason) {
    return switch (reason) {
      case EXITED, START_FAILED -> "completed";
      case SIGNALLED, KILLED, OUTPUT_LIMIT, LOST -> "killed";
      case TIMED_OUT -> "timed_out";
    };
  }

  /** Null when nothing is missing: the wire names the exception only. */
  private static @Nullable Boolean incomplete(Outcome outcome) {
    return outcome.complete() ? null : true;
  }

  private static @Nullable OutputLimitBody limit(Facts facts, Standing standing) {
    OutputLimit limit = facts.terms().log().output();
    return limit == null
        ? null
        : new OutputLimitBody(
            limit.bytes(),
            limit.policy().name().toLowerCase(Locale.ROOT),
            standing.blocked() ? true : null);
  }

  private static @Nullable Long durationMs(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Duration.between(from, to).toMillis();
  }

  private static @Nullable String message(EndReason reason) {
    return switch (reason) {
      case EXITED, SIGNALLED, KILLED -> null;
      case OUTPUT_LIMIT -> "it wrote more than the limit on its output";
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
