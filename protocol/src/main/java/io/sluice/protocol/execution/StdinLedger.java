package io.sluice.protocol.execution;

import io.sluice.protocol.model.StdinOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the input of one execution came: received from whoever has control, sent to the runner,
 * written to the process. Each byte is received and sent on once, in order (I12), the end after all
 * of them and once (I3, I7), whoever gives it and however often. Who may write is decided before.
 *
 * <p>By state: the next state, {@code =} when nothing is new, or why it is refused, which changes
 * nothing. Input is at an offset; "plain" is input without one, at whatever was received.
 *
 * <pre>
 * input              | Open            | Ending           | Closed early | Closed at its end
 * input, next        | Open            | NoMore           | NoMore       | NoMore
 * input, overlapping | Open            | NoMore           | NoMore       | NoMore
 * input, known       | =               | =                | NoMore       | =
 * input, empty       | =               | =                | NoMore       | =
 * input, after a gap | Gap             | NoMore           | NoMore       | NoMore
 * input, over credit | OverCredit      | NoMore           | NoMore       | NoMore
 * plain, room        | Open            | NoMore           | NoMore       | NoMore
 * plain, full        | waits           | NoMore           | NoMore       | NoMore
 * end, here          | Ending          | =                | =            | =
 * end, beyond        | Gap             | EndsElsewhere    | =            | EndsElsewhere
 * end, before        | EndsElsewhere   | EndsElsewhere    | =            | EndsElsewhere
 * plain end          | Ending          | =                | =            | =
 * applied            | Open            | Ending           | =            | =
 * applied, known     | =               | =                | =            | =
 * applied, no more   | Closed          | Closed           | =            | =
 * linked again       | Open            | Ending           | =            | =
 * over               | Closed          | Closed           | =            | =
 * </pre>
 */
public final class StdinLedger {
  private StdinLedger() {}

  /** Where it stands. */
  public sealed interface State {
    StdinMarks marks();

    /** Nothing at or after it may be offered. */
    default StdinOffset creditUpTo() {
      return marks().received();
    }

    /** More may come. */
    record Open(StdinMarks marks) implements State {
      @Override
      public StdinOffset creditUpTo() {
        return marks.creditUpTo();
      }
    }

    /**
     * It ends after what was received.
     *
     * @param endSent whether the runner was told
     */
    record Ending(StdinMarks marks, boolean endSent) implements State {}

    /**
     * The process takes no more.
     *
     * @param ended whether its end was received, else it was closed early (I11)
     */
    record Closed(StdinMarks marks, boolean ended) implements State {}
  }

  /** What comes. */
  public sealed interface Input {
    /** Bytes that begin there. */
    record Offered(StdinOffset at, int bytes) implements Input {}

    /** Bytes after what was received. */
    record Appended(int bytes) implements Input {}

    /** It ends there. */
    record EndOffered(StdinOffset at) implements Input {}

    /** It ends after what was received, or has ended. */
    record EndAppended() implements Input {}

    /**
     * The runner wrote everything before it to the process.
     *
     * @param noMore the process takes no more, or the end was applied
     */
    record Applied(StdinOffset upTo, boolean noMore) implements Input {}

    /**
     * The runner is linked again.
     *
     * @param taken what it has: it needs everything from there on
     */
    record LinkedAgain(StdinOffset taken) implements Input {}

    /** The execution is over. */
    record Over() implements Input {}
  }

  /** What is to be done, in this order. Bytes that are neither kept nor refused are known. */
  public sealed interface Action {
    /** Keep what was offered without its first bytes, which are known. */
    record Keep(int skip) implements Action {}

    /** Nothing was taken: offer it again when more was applied. */
    record Wait() implements Action {}

    /** Nothing was taken. */
    record Refuse(Denial why) implements Action {}

    /** Send the bytes {@code [from, to)}, which were kept, to the runner. */
    record Send(StdinOffset from, StdinOffset to) implements Action {}

    /** Tell the runner that input ends there. */
    record SendEnd(StdinOffset at) implements Action {}
  }

  /** Why input or its end is not taken. */
  public sealed interface Denial {
    /** Bytes are missing before it; the ones from there on are expected. */
    record Gap(StdinOffset expected) implements Denial {}

    /** It goes beyond what may be under way. */
    record OverCredit(StdinOffset upTo) implements Denial {}

    /** After the end, or the process takes no more. */
    record NoMore() implements Denial {}

    /** Input ended there, or cannot end before there. */
    record EndsElsewhere(StdinOffset at) implements Denial {}
  }

  /** What an input leads to. */
  public record Step(State state, List<Action> actions) {
    /** Copies the list. */
    public Step {
      actions = List.copyOf(actions);
    }
  }

  /** Nothing was received so far. */
  public static State open(StdinMarks.Limits limits) {
    return resumed(limits, StdinOffset.ZERO, StdinOffset.ZERO);
  }

  /**
   * After whoever kept it is lost: what is known is what the runner has.
   *
   * @param taken by the runner, written or not; nothing before it may be given again
   * @param applied of that
   */
  public static State resumed(StdinMarks.Limits limits, StdinOffset taken, StdinOffset applied) {
    return new State.Open(new StdinMarks(limits, taken, taken, applied));
  }

  /** What follows. */
  public static Step step(State state, Input input) {
    return switch (state) {
      case State.Open(StdinMarks marks) -> open(marks, input);
      case State.Ending ending -> ending(ending, input);
      case State.Closed closed -> closed(closed, input);
    };
  }

  private static Step open(StdinMarks marks, Input input) {
    State state = new State.Open(marks);
    return switch (input) {
      case Input.Offered(StdinOffset at, int bytes) -> offered(marks, at, bytes);
      case Input.Appended(int bytes) ->
          marks.hasRoomFor(bytes)
              ? kept(marks, 0, bytes)
              : new Step(state, List.of(new Action.Wait()));
      case Input.EndOffered(StdinOffset at) -> {
        if (marks.received().isBefore(at)) {
          yield refused(state, new Denial.Gap(marks.received()));
        }
        yield at.isBefore(marks.received())
            ? refused(state, new Denial.EndsElsewhere(marks.received()))
            : send(new State.Ending(marks, false), List.of());
      }
      case Input.EndAppended _ -> send(new State.Ending(marks, false), List.of());
      case Input.Applied(StdinOffset upTo, boolean noMore) -> {
        StdinMarks applied = marks.applied(upTo);
        yield noMore
            ? new Step(new State.Closed(applied, false), List.of())
            : send(new State.Open(applied), List.of());
      }
      case Input.LinkedAgain(StdinOffset taken) ->
          send(new State.Open(marks.linkedAgain(taken)), List.of());
      case Input.Over _ -> new Step(new State.Closed(marks, false), List.of());
    };
  }

  private static Step offered(StdinMarks marks, StdinOffset at, int bytes) {
    State state = new State.Open(marks);
    if (marks.received().isBefore(at)) {
      return refused(state, new Denial.Gap(marks.received()));
    }
    long known = marks.received().bytes() - at.bytes();
    if (bytes <= known) {
      return nothing(state);
    }
    if (marks.creditUpTo().isBefore(at.plus(bytes))) {
      return refused(state, new Denial.OverCredit(marks.creditUpTo()));
    }
    return kept(marks, (int) known, bytes - (int) known);
  }

  private static Step kept(StdinMarks marks, int known, int fresh) {
    if (fresh == 0) {
      return nothing(new State.Open(marks));
    }
    return send(new State.Open(marks.received(fresh)), List.of(new Action.Keep(known)));
  }

  private static Step ending(State.Ending state, Input input) {
    StdinMarks marks = state.marks();
    return switch (input) {
      case Input.Offered _, Input.Appended _, Input.EndOffered _, Input.EndAppended _ ->
          afterTheEnd(state, input);
      case Input.Applied(StdinOffset upTo, boolean noMore) -> {
        StdinMarks applied = marks.applied(upTo);
        yield noMore
            ? new Step(new State.Closed(applied, true), List.of())
            : send(new State.Ending(applied, state.endSent()), List.of());
      }
      case Input.LinkedAgain(StdinOffset taken) ->
          send(new State.Ending(marks.linkedAgain(taken), false), List.of());
      case Input.Over _ -> new Step(new State.Closed(marks, true), List.of());
    };
  }

  private static Step closed(State.Closed state, Input input) {
    return switch (input) {
      case Input.Offered _, Input.Appended _ ->
          state.ended() ? afterTheEnd(state, input) : refused(state, new Denial.NoMore());
      case Input.EndOffered _, Input.EndAppended _ ->
          state.ended() ? afterTheEnd(state, input) : nothing(state);
      case Input.Applied _, Input.LinkedAgain _, Input.Over _ -> nothing(state);
    };
  }

  private static Step afterTheEnd(State state, Input input) {
    StdinOffset end = state.marks().received();
    boolean known =
        switch (input) {
          case Input.Offered(StdinOffset at, int bytes) ->
              !end.isBefore(at) && bytes <= end.bytes() - at.bytes();
          case Input.EndOffered(StdinOffset at) -> at.equals(end);
          case Input.EndAppended _ -> true;
          case Input.Appended _, Input.Applied _, Input.LinkedAgain _, Input.Over _ -> false;
        };
    if (known) {
      return nothing(state);
    }
    return refused(
        state,
        input instanceof Input.EndOffered ? new Denial.EndsElsewhere(end) : new Denial.NoMore());
  }

  /** As much as the runner has room for, and the end after the last byte. */
  private static Step send(State state, List<Action> before) {
    List<Action> actions = new ArrayList<>(before);
    StdinMarks marks = state.marks();
    StdinOffset upTo = marks.sendableUpTo();
    if (marks.sent().isBefore(upTo)) {
      actions.add(new Action.Send(marks.sent(), upTo));
      marks = marks.sentAll();
    }
    return switch (state) {
      case State.Open _ -> new Step(new State.Open(marks), actions);
      case State.Ending(_, boolean endSent) -> {
        boolean due = !endSent && marks.sent().equals(marks.received());
        if (due) {
          actions.add(new Action.SendEnd(marks.received()));
        }
        yield new Step(new State.Ending(marks, endSent || due), actions);
      }
      case State.Closed closed -> new Step(closed, actions);
    };
  }

  private static Step refused(State state, Denial why) {
    return new Step(state, List.of(new Action.Refuse(why)));
  }

  private static Step nothing(State state) {
    return new Step(state, List.of());
  }
}
