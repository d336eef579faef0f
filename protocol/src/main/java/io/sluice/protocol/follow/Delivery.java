package io.sluice.protocol.follow;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one connection sends: no more unacknowledged bytes than its window, give or take a chunk,
 * and the exit only after the consumer acknowledged everything before it (O33).
 *
 * <p>By state: the next state, {@code =} when nothing is new, {@code refused} when the consumer is
 * told of its mistake, {@code error} for what no log does. "All" and "part" are what is
 * acknowledged of that which was sent; Open, Ending and Over stand for the state that follows.
 *
 * <pre>
 * input               | Open    | Ending  | Over
 * output              | Open    | error   | =
 * output after a hole | error   | error   | =
 * channel end         | Open    | error   | =
 * gap                 | Open    | error   | =
 * log ended, all      | Over    | error   | =
 * log ended, part     | Ending  | error   | =
 * log ended too early | error   | error   | =
 * acknowledged, part  | Open    | Ending  | =
 * acknowledged, all   | Open    | Over    | =
 * acknowledged again  | =       | =       | =
 * backwards           | refused | refused | =
 * beyond what is sent | refused | refused | =
 * unknown mark        | =       | =       | =
 * time over           | Open    | =       | =
 * other's time over   | =       | =       | =
 * credit              | Open    | Ending  | =
 * cut                 | Over    | Over    | =
 * </pre>
 */
public final class Delivery {
  private Delivery() {}

  /** Where a connection stands. */
  public sealed interface State {
    /** What the consumer acknowledged: where its successor goes on. */
    Cursor acknowledged();

    /** Whether more of the log may come. */
    boolean wantsMore();
  }

  /** The log goes on. */
  public record Open(Ledger ledger) implements State {
    @Override
    public Cursor acknowledged() {
      return ledger.acknowledged();
    }

    @Override
    public boolean wantsMore() {
      return ledger.unacknowledgedBytes() < ledger.windowBytes();
    }
  }

  /** All was sent, the exit waits for the acknowledgement. */
  public record Ending(Ledger ledger, Offset end) implements State {
    @Override
    public Cursor acknowledged() {
      return ledger.acknowledged();
    }

    @Override
    public boolean wantsMore() {
      return false;
    }
  }

  /** The exit was sent, or the connection is gone. */
  public record Over(Cursor acknowledged) implements State {
    @Override
    public boolean wantsMore() {
      return false;
    }
  }

  /** What happens to it. */
  public sealed interface Input {
    /** The log goes on with these bytes. */
    record Output(Chunk chunk) implements Input {}

    /** A channel is over. */
    record ChannelEnded(ChannelEnd end) implements Input {}

    /** The log goes on after bytes that are missing, of one channel or of both. */
    record Missing(List<Gap> gaps) implements Input {
      /** Copies the list. */
      public Missing {
        gaps = List.copyOf(gaps);
      }
    }

    /** Nothing follows. */
    record LogEnded(Offset end) implements Input {}

    /** The consumer echoed a mark, and so all before it. */
    record MarkEchoed(long id) implements Input {}

    /** The consumer says how far it came. */
    record Acknowledged(Offset upTo) implements Input {}

    /** The time of a {@link Action.HoldBack} is over. */
    record HoldOver(Channel channel, long channelBytes) implements Input {}

    /** The consumer takes so many more bytes unacknowledged. */
    record CreditRaised(long bytes) implements Input {
      /**
       * @throws IllegalArgumentException when not positive
       */
      public CreditRaised {
        if (bytes < 1) {
          throw new IllegalArgumentException("credit is positive: " + bytes);
        }
      }
    }

    /** The connection is gone. */
    record Cut() implements Input {}
  }

  /** What is to be done, in this order. */
  public sealed interface Action {
    /** Something is to be sent that needs nothing but what it says. */
    sealed interface Telling extends Action {}

    /** Send these bytes as one frame. */
    record SendChunk(Chunk chunk) implements Telling {}

    /** Say that a channel is over. */
    record SendChannelEnd(ChannelEnd end) implements Telling {}

    /** Say what is missing. */
    record SendGap(Gap gap) implements Telling {}

    /** Say that up to here nothing more concerns this consumer. */
    record SendPosition(Offset offset) implements Telling {}

    /**
     * Ask for an echo.
     *
     * @param position what was sent before it
     */
    record SendMark(long id, Cursor position) implements Telling {}

    /**
     * Come back with {@link Input.HoldOver} when the log had nothing more for so long; time in
     * which nobody asked it does not count.
     */
    record HoldBack(Channel channel, long channelBytes, Duration patience) implements Action {}

    /** Send the exit, the last of all. */
    record SendExit(Offset end) implements Action {}

    /** Tell the consumer of its mistake, which changed nothing. */
    record Refuse(Violation violation) implements Telling {}
  }

  /** What an acknowledgement must not be. */
  public sealed interface Violation {
    /** Before what it acknowledged already. */
    record Backwards(Offset acknowledged, Offset given) implements Violation {}

    /** Of what it was not sent. */
    record Beyond(Offset sent, Offset given) implements Violation {}
  }

  /** What an input leads to. */
  public record Step(State state, List<Action> actions) {
    /** Copies the list. */
    public Step {
      actions = List.copyOf(actions);
    }
  }

  /** A connection whose consumer has everything before the cursor. */
  public static State open(Contract contract, Cursor from) {
    return new Open(
        switch (contract) {
          case Contract.Plain(long window) -> PlainLedger.open(window, from);
          case Contract.Offsets(long window, var channels) ->
              OffsetLedger.open(window, channels, from);
        });
  }

  /**
   * What follows.
   *
   * @throws IllegalStateException when the log has a hole, ends too early, or goes on after its end
   */
  public static Step step(State state, Input input) {
    return switch (state) {
      case Open open -> open(open, input);
      case Ending ending -> ending(ending, input);
      case Over over -> new Step(over, List.of());
    };
  }

  private static Step open(Open state, Input input) {
    List<Action> out = new ArrayList<>();
    Ledger ledger = state.ledger();
    Ledger next =
        switch (input) {
          case Input.Output(var chunk) -> ledger.output(chunk, out);
          case Input.ChannelEnded(var end) -> ledger.channelEnded(end, out);
          case Input.Missing(var gaps) -> ledger.missing(gaps, out);
          case Input.LogEnded _ -> ledger.ended(out);
          case Input.MarkEchoed _, Input.Acknowledged _ -> acknowledged(ledger, input, out);
          case Input.HoldOver(var channel, var bytes) -> ledger.holdOver(channel, bytes, out);
          case Input.CreditRaised(var bytes) -> ledger.raised(bytes);
          case Input.Cut _ -> ledger;
        };
    return switch (input) {
      case Input.LogEnded(var end) -> exitWhenAcknowledged(next, requireWhole(next, end), out);
      case Input.Cut _ -> new Step(new Over(next.acknowledged()), out);
      case Input.Output _,
          Input.ChannelEnded _,
          Input.Missing _,
          Input.MarkEchoed _,
          Input.Acknowledged _,
          Input.HoldOver _,
          Input.CreditRaised _ ->
          new Step(new Open(next), out);
    };
  }

  private static Step ending(Ending state, Input input) {
    List<Action> out = new ArrayList<>();
    Ledger ledger = state.ledger();
    return switch (input) {
      case Input.Output _, Input.ChannelEnded _, Input.Missing _, Input.LogEnded _ ->
          throw new IllegalStateException(
              input.getClass().getSimpleName() + " cannot follow on the end of the log");
      case Input.MarkEchoed _, Input.Acknowledged _ ->
          exitWhenAcknowledged(acknowledged(ledger, input, out), state.end(), out);
      case Input.HoldOver _ -> new Step(state, out);
      case Input.CreditRaised(var bytes) ->
          new Step(new Ending(ledger.raised(bytes), state.end()), out);
      case Input.Cut _ -> new Step(new Over(ledger.acknowledged()), out);
    };
  }

  private static Ledger acknowledged(Ledger ledger, Input input, List<Action> out) {
    return switch (input) {
      case Input.MarkEchoed(var id) -> ledger.echoed(id, out);
      case Input.Acknowledged(var upTo) -> ledger.acknowledged(upTo, out);
      case Input.Output _,
          Input.ChannelEnded _,
          Input.Missing _,
          Input.LogEnded _,
          Input.HoldOver _,
          Input.CreditRaised _,
          Input.Cut _ ->
          ledger;
    };
  }

  private static Step exitWhenAcknowledged(Ledger ledger, Offset end, List<Action> out) {
    if (ledger.unacknowledgedBytes() > 0) {
      return new Step(new Ending(ledger, end), out);
    }
    out.add(new Action.SendExit(end));
    return new Step(new Over(ledger.acknowledged()), out);
  }

  private static Offset requireWhole(Ledger ledger, Offset end) {
    if (!ledger.taken().offset().equals(end)) {
      throw new IllegalStateException("the log ends at " + end + ", not " + ledger.taken());
    }
    return end;
  }
}
