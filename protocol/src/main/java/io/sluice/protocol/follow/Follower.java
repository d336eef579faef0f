package io.sluice.protocol.follow;

import io.sluice.protocol.model.Offset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a log a reader takes next, from the journal or from the memory of the execution.
 * Each request names the next entry by its number, so between the two there is neither gap nor
 * repeat (O14), however entries are committed meanwhile. One request is under way at a time; the
 * driver carries it out when there is demand.
 *
 * <p>Entries may be missing where output was removed from the start of the log. Then the execution
 * is asked how far that went; what lies before is told as missing, any other hole is a failure.
 *
 * <p>By state: the next state, {@code =} when nothing is new. "Next" are entries that begin with
 * the one asked for, "earlier" such that begin before it and reach it, "known" such that end before
 * it, "later" such that begin after it. "Trimmed" is how far output was removed: past the hole, or
 * not further than was known.
 *
 * <pre>
 * input               | Replaying | Joining   | Live      | Checking  | Ended | Failed
 * page, next, more    | Replaying | =         | =         | =         | =     | =
 * page, next, last    | Joining   | =         | =         | =         | =     | =
 * page, earlier, more | Replaying | =         | =         | =         | =     | =
 * page, known, more   | Joining   | =         | =         | =         | =     | =
 * page, empty, last   | Joining   | =         | =         | =         | =     | =
 * page, later, more   | Checking  | =         | =         | =         | =     | =
 * ring, next          | =         | Live      | Live      | =         | =     | =
 * ring, earlier       | =         | Live      | Live      | =         | =     | =
 * ring, later         | =         | Checking  | Checking  | =         | =     | =
 * in the journal      | =         | Replaying | Replaying | =         | =     | =
 * nothing yet         | =         | Live      | Live      | =         | =     | =
 * over                | =         | Ended     | Ended     | =         | =     | =
 * trimmed, further    | =         | =         | =         | Replaying | =     | =
 * trimmed, no further | =         | =         | =         | Failed    | =     | =
 * cut                 | Ended     | Ended     | Ended     | Ended     | =     | =
 * </pre>
 */
public final class Follower {
  private Follower() {}

  /**
   * What an entry says of where it stands.
   *
   * @param from what of the log comes before it, or is gone for good; null: it does not say
   * @param to what of the log comes before the next one; null: it does not say
   */
  public record Entry(long number, @Nullable Cursor from, @Nullable Cursor to) {}

  /**
   * How far a reader came.
   *
   * @param next the number of the entry that it needs
   * @param at what of the log it has, or was told to be missing; null: not known yet
   * @param holed whether entries before that one are missing and not accounted for
   * @param trimmed how far output is known to be removed
   */
  public record Reached(long next, @Nullable Cursor at, boolean holed, Offset trimmed) {
    Reached past(Entry entry, @Nullable Cursor nowAt, boolean nowHoled) {
      return new Reached(entry.number() + 1, nowAt, nowHoled, trimmed);
    }

    Reached knowing(Offset nowTrimmed) {
      return new Reached(next, at, holed, nowTrimmed);
    }
  }

  /** Where a reader stands. */
  public sealed interface State {
    Reached reached();

    /** It reads the journal. */
    record Replaying(Reached reached) implements State {}

    /** It asked the execution and was not answered. */
    record Joining(Reached reached) implements State {}

    /** It is at the tip. */
    record Live(Reached reached) implements State {}

    /** It asked how far output was removed: this entry came instead of the next one. */
    record Checking(Reached reached, long found) implements State {}

    /** It has everything, or is gone. */
    record Ended(Reached reached) implements State {}

    /** Entries are missing. */
    record Failed(Reached reached) implements State {}
  }

  /** What comes. */
  public sealed interface Input {
    /**
     * Entries of the journal, in order.
     *
     * @param entries none only when there is nothing more
     * @param more whether the journal may have more; a guess that is wrong costs a request
     */
    record Page(List<Entry> entries, boolean more) implements Input {
      /** Copies the list. */
      public Page {
        entries = List.copyOf(entries);
      }
    }

    /** Entries that the execution had in memory, up to its newest. */
    record Ring(List<Entry> entries) implements Input {
      /** Copies the list. */
      public Ring {
        entries = List.copyOf(entries);
      }
    }

    /** The entry is committed, but no longer in memory. */
    record InJournal() implements Input {}

    /** It was not committed for a while. */
    record NothingYet() implements Input {}

    /** There is no such entry, and never will be. */
    record Over() implements Input {}

    /** So far output was removed from the log. */
    record Trimmed(Offset upTo) implements Input {}

    /** The consumer is gone. */
    record Cut() implements Input {}
  }

  /** What is to be done, in this order. */
  public sealed interface Action {
    /** Hand on so many of the entries that came, after skipping those before them. */
    record Deliver(int skip, int count) implements Action {}

    /**
     * Tell that output is missing, before the next entry is handed on.
     *
     * @param before the number of that entry
     */
    record Missing(List<Gap> gaps, long before) implements Action {
      /** Copies the list. */
      public Missing {
        gaps = List.copyOf(gaps);
      }
    }

    /** Read the journal from this entry on. */
    record ReadJournal(long from) implements Action {}

    /** Ask the execution for this entry and what follows. */
    record Pull(long from) implements Action {}

    /** Ask the execution how far output was removed. */
    record AskTrimmed() implements Action {}

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

  /**
   * A reader that needs this entry first: it asks the execution, which is often enough.
   *
   * @param at what of the log it has; null when nobody knows
   */
  public static Step begin(long next, @Nullable Cursor at) {
    return joining(new Reached(next, at, false, Offset.ZERO));
  }

  /** What follows. */
  public static Step step(State state, Input input) {
    if (input instanceof Input.Cut) {
      return cut(state);
    }
    return switch (state) {
      case State.Replaying(var reached) ->
          input instanceof Input.Page(var entries, boolean more)
              ? Walk.through(reached, entries).replayed(more)
              : nothing(state);
      case State.Joining(var reached) -> asking(state, reached, input);
      case State.Live(var reached) -> asking(state, reached, input);
      case State.Checking(var reached, long found) ->
          input instanceof Input.Trimmed(var upTo) ? checked(reached, found, upTo) : nothing(state);
      case State.Ended _, State.Failed _ -> nothing(state);
    };
  }

  private static Step asking(State state, Reached reached, Input input) {
    return switch (input) {
      case Input.Ring(var entries) -> Walk.through(reached, entries).live();
      case Input.InJournal _ -> replaying(reached);
      case Input.NothingYet _ ->
          new Step(new State.Live(reached), List.of(new Action.Pull(reached.next())));
      case Input.Over _ -> new Step(new State.Ended(reached), List.of(new Action.Complete()));
      case Input.Page _, Input.Trimmed _, Input.Cut _ -> nothing(state);
    };
  }

  private static Step checked(Reached reached, long found, Offset upTo) {
    return reached.trimmed().isBefore(upTo)
        ? replaying(reached.knowing(upTo))
        : failed(reached, found);
  }

  private static Step cut(State state) {
    return switch (state) {
      case State.Ended _, State.Failed _ -> nothing(state);
      case State.Replaying _, State.Joining _, State.Live _, State.Checking _ ->
          new Step(new State.Ended(state.reached()), List.of());
    };
  }

  private static Step failed(Reached reached, long found) {
    return new Step(new State.Failed(reached), List.of(new Action.Fail(reached.next(), found)));
  }

  private static Step replaying(Reached reached) {
    return new Step(new State.Replaying(reached), List.of(new Action.ReadJournal(reached.next())));
  }

  private static Step joining(Reached reached) {
    return new Step(new State.Joining(reached), List.of(new Action.Pull(reached.next())));
  }

  private static Step nothing(State state) {
    return new Step(state, List.of());
  }
}
