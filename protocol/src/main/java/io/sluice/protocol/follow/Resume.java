package io.sluice.protocol.follow;

import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Offset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a client reads a log over as many connections as it takes: each byte once, in order, and the
 * exit only after all of them (O16). An attempt that failed is paid from a {@link Budget}, which
 * progress refills.
 *
 * <p>By state: the next state, {@code =} when nothing is new. "Next" begins where the client stands
 * or before, and reaches further; "known" does not; "later" begins after it, which no gateway may
 * do without a word: the client leaves and comes back.
 *
 * <pre>
 * input               | Connecting | Connected | Leaving | Waiting    | Finished | GaveUp
 * opened              | Connected  | =         | =       | =          | =        | =
 * opened, later       | Leaving    | =         | =       | =          | =        | =
 * output, next        | =          | Connected | =       | =          | =        | =
 * output, known       | =          | Connected | =       | =          | =        | =
 * output, later       | =          | Leaving   | =       | =          | =        | =
 * position            | =          | Connected | =       | =          | =        | =
 * gap, next           | =          | Connected | =       | =          | =        | =
 * gap, other channel  | =          | Connected | =       | =          | =        | =
 * gap, later          | =          | Leaving   | =       | =          | =        | =
 * exit, next          | =          | Finished  | =       | =          | =        | =
 * exit, elsewhere     | =          | Leaving   | =       | =          | =        | =
 * lasting             | =          | Connected | =       | =          | =        | =
 * lost, at once       | Connecting | Connecting | Connecting | =       | =        | =
 * lost, later         | Waiting    | Waiting   | Waiting | =          | =        | =
 * lost, budget gone   | GaveUp     | GaveUp    | GaveUp  | =          | =        | =
 * lost for good       | GaveUp     | GaveUp    | GaveUp  | =          | =        | =
 * delay over          | =          | =         | =       | Connecting | =        | =
 * </pre>
 */
public final class Resume {
  private Resume() {}

  /** Where a client wants to go on. */
  public sealed interface From {
    /** At this byte. */
    record At(Offset offset) implements From {}

    /** Where the gateway says: a consumer's acknowledged offset, or the end of the log. */
    record Chosen() implements From {}
  }

  /** Where a client stands. */
  public sealed interface State {
    /** It dials. */
    record Connecting(From from, Budget budget) implements State {}

    /** It reads; {@code next} is the offset of the byte that it needs. */
    record Connected(Offset next, Budget budget) implements State {}

    /** It breaks a connection off that it cannot believe. */
    record Leaving(From from, Budget budget) implements State {}

    /** It pauses. */
    record Waiting(From from, Budget budget) implements State {}

    /** It has everything. */
    record Finished(Offset end) implements State {}

    /** It does not come back. */
    record GaveUp(From from, GiveUpReason reason) implements State {}
  }

  /** What comes. */
  public sealed interface Input {
    /** The connection is there; its output starts here. */
    record Opened(Offset from) implements Input {}

    /** Output. */
    record Output(Offset offset, int size) implements Input {}

    /** Nothing for this client up to here. */
    record Position(Offset offset) implements Input {}

    /** Missing output. */
    record Missing(ByteRange range) implements Input {}

    /** The exit. */
    record Exit(Offset end) implements Input {}

    /** The connection lasted for a while: a quiet one must not use the budget up. */
    record Lasting() implements Input {}

    /**
     * The connection is over, or none came to be.
     *
     * @param chance from 0 to below 1
     */
    record Lost(Advice advice, double chance) implements Input {
      /**
       * @throws IllegalArgumentException when chance is outside its bounds
       */
      public Lost {
        if (!(chance >= 0 && chance < 1)) {
          throw new IllegalArgumentException("chance is from 0 to below 1: " + chance);
        }
      }
    }

    /** The time of a {@link Action.Pause} is over. */
    record DelayOver() implements Input {}
  }

  /** What is to be done, in this order. */
  public sealed interface Action {
    /** Dial. */
    record Connect(From from) implements Action {}

    /** Come back with {@link Input.DelayOver} after this time. */
    record Pause(Duration time) implements Action {}

    /** Hand the output on, from this byte of it. */
    record Deliver(int skip) implements Action {}

    /** Tell that output is missing. */
    record ReportMissing(ByteRange range) implements Action {}

    /** Tell the gateway, once what was to be done before is done; the last one is enough. */
    record Acknowledge(Offset upTo) implements Action {}

    /** Break the connection off, then come with {@link Input.Lost}. */
    record Disconnect() implements Action {}

    /** Hand the exit on: it is the end of all. */
    record Finish(Offset end) implements Action {}

    /** Tell why there is no more. */
    record GiveUp(GiveUpReason reason) implements Action {}
  }

  /** What an input leads to. */
  public record Step(State state, List<Action> actions) {
    /** Copies the list. */
    public Step {
      actions = List.copyOf(actions);
    }
  }

  /** A client that has everything before there. */
  public static Step begin(From from, Budget budget) {
    return connect(from, budget);
  }

  /** What follows. */
  public static Step step(State state, Input input) {
    return switch (state) {
      case State.Connecting(var from, var budget) ->
          switch (input) {
            case Input.Opened(var at) -> opened(from, at, budget);
            case Input.Lost lost -> lost(from, budget, lost);
            case Input.Output _,
                Input.Position _,
                Input.Missing _,
                Input.Exit _,
                Input.Lasting _,
                Input.DelayOver _ ->
                nothing(state);
          };
      case State.Connected connected -> connected(connected, input);
      case State.Leaving(var from, var budget) ->
          input instanceof Input.Lost lost ? lost(from, budget, lost) : nothing(state);
      case State.Waiting(var from, var budget) ->
          input instanceof Input.DelayOver ? connect(from, budget) : nothing(state);
      case State.Finished _, State.GaveUp _ -> nothing(state);
    };
  }

  private static Step connect(From from, Budget budget) {
    return new Step(new State.Connecting(from, budget), List.of(new Action.Connect(from)));
  }

  private static Step opened(From from, Offset at, Budget budget) {
    return switch (from) {
      case From.At(var next) when next.isBefore(at) -> leave(next, budget);
      case From.At(var next) -> new Step(new State.Connected(next, budget), List.of());
      case From.Chosen _ -> new Step(new State.Connected(at, budget), List.of());
    };
  }

  private static Step connected(State.Connected state, Input input) {
    Offset next = state.next();
    return switch (input) {
      case Input.Output(var offset, int size) -> output(state, offset, size);
      case Input.Position(var offset) -> advanced(state, offset, List.of());
      case Input.Missing(var range) when next.isBefore(range.from()) -> leave(next, state.budget());
      case Input.Missing(var range) when next.isBefore(range.to()) -> {
        ByteRange missed = new ByteRange(next, range.to());
        yield advanced(state, range.to(), List.of(new Action.ReportMissing(missed)));
      }
      // The same range on the other channel.
      case Input.Missing(var range) when next.equals(range.to()) ->
          advanced(state, next, List.of(new Action.ReportMissing(range)));
      case Input.Missing(var range) -> advanced(state, range.to(), List.of());
      case Input.Exit(var end) ->
          end.equals(next)
              ? new Step(new State.Finished(end), List.of(new Action.Finish(end)))
              : leave(next, state.budget());
      case Input.Lasting _ ->
          new Step(new State.Connected(next, state.budget().refilled()), List.of());
      case Input.Lost lost -> lost(new From.At(next), state.budget(), lost);
      case Input.Opened _, Input.DelayOver _ -> nothing(state);
    };
  }

  private static Step output(State.Connected state, Offset offset, int size) {
    Offset next = state.next();
    if (next.isBefore(offset)) {
      return leave(next, state.budget());
    }
    Offset end = offset.plus(size);
    int skip = (int) (next.bytes() - offset.bytes());
    return advanced(state, end, next.isBefore(end) ? List.of(new Action.Deliver(skip)) : List.of());
  }

  /** What came is acknowledged, though known: the gateway may wait for it. */
  private static Step advanced(State.Connected state, Offset end, List<Action> before) {
    List<Action> actions = new ArrayList<>(before);
    actions.add(new Action.Acknowledge(end));
    return state.next().isBefore(end)
        ? new Step(new State.Connected(end, state.budget().refilled()), actions)
        : new Step(state, actions);
  }

  private static Step leave(Offset next, Budget budget) {
    return new Step(new State.Leaving(new From.At(next), budget), List.of(new Action.Disconnect()));
  }

  private static Step lost(From from, Budget budget, Input.Lost lost) {
    return switch (lost.advice()) {
      case Advice.Never(var reason) -> giveUp(from, reason);
      case Advice.Now _, Advice.Later _ when budget.isExhausted() ->
          giveUp(from, new GiveUpReason.Unavailable());
      // A gateway that says so each time is no better than one that is gone.
      case Advice.Now _ ->
          budget.isUntouched()
              ? connect(from, budget.spentOne())
              : pause(from, budget, budget.pause(lost.chance()));
      case Advice.Later(var atLeast) -> {
        Duration pause = budget.pause(lost.chance());
        yield pause(from, budget, pause.compareTo(atLeast) < 0 ? atLeast : pause);
      }
    };
  }

  private static Step pause(From from, Budget budget, Duration time) {
    return new Step(new State.Waiting(from, budget.spentOne()), List.of(new Action.Pause(time)));
  }

  private static Step giveUp(From from, GiveUpReason reason) {
    return new Step(new State.GaveUp(from, reason), List.of(new Action.GiveUp(reason)));
  }

  private static Step nothing(State state) {
    return new Step(state, List.of());
  }
}
