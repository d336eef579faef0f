package io.sluice.protocol.follow;

import java.util.List;

/**
 * Which entries of a log a reader takes next, from the journal or from the memory of the execution.
 * Each request names the next entry by its number, so between the two there is neither gap nor
 * repeat (O14), however entries are committed meanwhile. One request is under way at a time; the
 * driver carries it out when there is demand.
 *
 * <p>By state: the next state, {@code =} when nothing is new. "Next" are entries that begin with
 * the one asked for, "earlier" such that begin before it and reach it, "known" such that end before
 * it, "later" such that begin after it.
 *
 * <pre>
 * input               | Replaying | Joining   | Live      | Ended | Failed
 * page, next, more    | Replaying | =         | =         | =     | =
 * page, next, last    | Joining   | =         | =         | =     | =
 * page, earlier, more | Replaying | =         | =         | =     | =
 * page, known, more   | Joining   | =         | =         | =     | =
 * page, empty, last   | Joining   | =         | =         | =     | =
 * page, later, more   | Failed    | =         | =         | =     | =
 * ring, next          | =         | Live      | Live      | =     | =
 * ring, earlier       | =         | Live      | Live      | =     | =
 * ring, later         | =         | Failed    | Failed    | =     | =
 * in the journal      | =         | Replaying | Replaying | =     | =
 * nothing yet         | =         | Live      | Live      | =     | =
 * over                | =         | Ended     | Ended     | =     | =
 * cut                 | Ended     | Ended     | Ended     | =     | =
 * </pre>
 */
public final class Follower {
  private Follower() {}

  /** Where a reader stands; {@code next} is the number of the entry that it needs. */
  public sealed interface State {
    /** It reads the journal. */
    record Replaying(long next) implements State {}

    /** It asked the execution and was not answered. */
    record Joining(long next) implements State {}

    /** It is at the tip. */
    record Live(long next) implements State {}

    /** It has everything, or is gone. */
    record Ended(long next) implements State {}

    /** Entries are missing. */
    record Failed(long next) implements State {}
  }

  /** What comes. */
  public sealed interface Input {
    /**
     * Entries of the journal.
     *
     * @param count none only when there is nothing more
     * @param more whether the journal may have more; a guess that is wrong costs a request
     */
    record Page(long first, int count, boolean more) implements Input {}

    /** Entries that the execution had in memory, up to its newest. */
    record Ring(long first, int count) implements Input {}

    /** The entry is committed, but no longer in memory. */
    record InJournal() implements Input {}

    /** It was not committed for a while. */
    record NothingYet() implements Input {}

    /** There is no such entry, and never will be. */
    record Over() implements Input {}

    /** The consumer is gone. */
    record Cut() implements Input {}
  }

  /** What is to be done, in this order. */
  public sealed interface Action {
    /** Hand on so many of the entries that came, after skipping those that were handed on. */
    record Deliver(int skip, int count) implements Action {}

    /** Read the journal from this entry on. */
    record ReadJournal(long from) implements Action {}

    /** Ask the execution for this entry and what follows. */
    record Pull(long from) implements Action {}

    /** That was all. */
    record Complete() implements Action {}

    /** Break off: this entry was needed, a later one came. */
    record Fail(long needed, long found) implements Action {}
  }

  /** What an input leads to. */
  public record Step(State state, List<Action> actions) {
    /** Copies the list. */
    public Step {
      actions = List.copyOf(actions);
    }
  }

  /** A reader that needs this entry first: it asks the execution, which is often enough. */
  public static Step begin(long next) {
    return joining(next);
  }

  /** What follows. */
  public static Step step(State state, Input input) {
    return switch (state) {
      case State.Replaying(long next) -> replaying(next, input);
      case State.Joining(long next) -> asking(state, next, input);
      case State.Live(long next) -> asking(state, next, input);
      case State.Ended _, State.Failed _ -> nothing(state);
    };
  }

  private static Step replaying(long next, Input input) {
    return switch (input) {
      case Input.Page(long first, int count, boolean more) -> page(next, first, count, more);
      case Input.Cut _ -> new Step(new State.Ended(next), List.of());
      case Input.Ring _, Input.InJournal _, Input.NothingYet _, Input.Over _ ->
          nothing(new State.Replaying(next));
    };
  }

  private static Step page(long next, long first, int count, boolean more) {
    if (count > 0 && first > next) {
      return failed(next, first);
    }
    long after = first + count;
    if (count == 0 || after <= next) {
      return joining(next);
    }
    Action deliver = deliver(next, first, count);
    return more
        ? new Step(new State.Replaying(after), List.of(deliver, new Action.ReadJournal(after)))
        : new Step(new State.Joining(after), List.of(deliver, new Action.Pull(after)));
  }

  private static Step asking(State state, long next, Input input) {
    return switch (input) {
      case Input.Ring(long first, int count) -> ring(next, first, count);
      case Input.InJournal _ ->
          new Step(new State.Replaying(next), List.of(new Action.ReadJournal(next)));
      case Input.NothingYet _ -> new Step(new State.Live(next), List.of(new Action.Pull(next)));
      case Input.Over _ -> new Step(new State.Ended(next), List.of(new Action.Complete()));
      case Input.Cut _ -> new Step(new State.Ended(next), List.of());
      case Input.Page _ -> nothing(state);
    };
  }

  private static Step ring(long next, long first, int count) {
    if (count > 0 && first > next) {
      return failed(next, first);
    }
    long after = count == 0 ? next : Math.max(next, first + count);
    Action pull = new Action.Pull(after);
    return new Step(
        new State.Live(after),
        after == next ? List.of(pull) : List.of(deliver(next, first, count), pull));
  }

  private static Action deliver(long next, long first, int count) {
    int skip = (int) (next - first);
    return new Action.Deliver(skip, count - skip);
  }

  private static Step joining(long next) {
    return new Step(new State.Joining(next), List.of(new Action.Pull(next)));
  }

  private static Step failed(long needed, long found) {
    return new Step(new State.Failed(needed), List.of(new Action.Fail(needed, found)));
  }

  private static Step nothing(State state) {
    return new Step(state, List.of());
  }
}
