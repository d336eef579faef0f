package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Readings;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Delivery;
import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.follow.Follower;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.Consumers.Answer;
import io.sluice.protocol.simulation.Frames.FromConsumer;
import io.sluice.protocol.simulation.Frames.ToConsumer;
import io.sluice.protocol.simulation.Journal.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The gateway's end of one consumer's connection: a follower that feeds a delivery on demand. */
final class Session implements Connection.End<FromConsumer> {
  private static final int PAGE_BYTES = 400;
  private final World world;
  private final Gateway gateway;
  private final Reader reader;
  private final Connection<FromConsumer, ToConsumer> wire;
  private final Contract contract;
  private final Cursor from;
  private final Witness witness = new Witness();
  private final Deque<Input> next = new ArrayDeque<>();
  private Delivery.State delivery;
  private Follower.@Nullable State follower;
  private Follower.@Nullable Action request;
  private boolean over;
  private boolean held;
  private boolean exitSent;

  Session(
      World world,
      Gateway gateway,
      Reader reader,
      Connection<FromConsumer, ToConsumer> wire,
      Contract contract,
      Cursor from) {
    this.world = world;
    this.gateway = gateway;
    this.reader = reader;
    this.wire = wire;
    this.contract = contract;
    this.from = from;
    this.delivery = world.machines().open(contract, from);
    wire.serve(this);
  }

  /** Whatever was to be journaled before is. */
  void begin() {
    if (over) {
      return;
    }
    Offset start = world.machines().readsFrom(from);
    witness.begin(from.offset());
    wire.sendDown(new ToConsumer.Attached(from));
    gateway.after(
        world.scheduler().below(5),
        "the first entry is located",
        () -> {
          long number = world.journal().locate(start);
          followed(world.machines().beginFollowing(number, Cursor.at(start)), List.of());
        });
  }

  boolean isOn(Connection<FromConsumer, ToConsumer> other) {
    return wire == other;
  }

  boolean holdsACharacter() {
    return held;
  }

  Cursor resumesAt() {
    return world.machines().resumesAt(delivery);
  }

  void gatewayDied() {
    over = true;
    wire.gatewayDied();
  }

  void close(Closing why) {
    end();
    wire.closeByGateway(why);
  }

  /** Who closes after the exit has it; of who was cut nobody knows. */
  @Override
  public void closed(Closing why) {
    if (why == Closing.DONE && exitSent) {
      gateway.consumers().finished(this);
    }
    end();
  }

  private void end() {
    if (!over) {
      input(new Input.Cut());
      over = true;
      gateway.consumers().left(this);
    }
  }

  @Override
  public void frame(FromConsumer frame) {
    if (over) {
      return;
    }
    if (reader.connection() != wire) {
      world.faults().add(Fault.LATE_FRAME_OF_AN_OLD_CONNECTION);
    }
    switch (frame) {
      case FromConsumer.Echo(long id) -> {
        witness.echoed(id);
        input(new Input.MarkEchoed(id));
      }
      case FromConsumer.Acknowledge(var upTo) -> {
        witness.acknowledged(upTo);
        input(new Input.Acknowledged(upTo));
      }
    }
    pump();
  }

  private void followed(Follower.Step step, List<Entry> entries) {
    Follower.State before = follower;
    follower = step.state();
    if (before instanceof Follower.State.Live && follower instanceof Follower.State.Replaying) {
      world.faults().add(Fault.BACK_TO_THE_JOURNAL);
    }
    for (Follower.Action action : step.actions()) {
      switch (action) {
        case Follower.Action.Deliver(int skip, int count) ->
            entries.subList(skip, skip + count).stream()
                .map(entry -> Readings.of(entry.event()))
                .filter(Objects::nonNull)
                .forEach(next::add);
        case Follower.Action.Missing(var gaps, _) -> next.add(new Input.Missing(gaps));
        case Follower.Action.ReadJournal _, Follower.Action.Pull _, Follower.Action.AskTrimmed _ ->
            request = action;
        case Follower.Action.Complete _ -> {}
        case Follower.Action.Fail(long needed, long found) ->
            throw Invariant.NO_GAP.broken("entry " + found + " came instead of " + needed);
      }
    }
    pump();
  }

  /** As far as there is demand; one request at a time. */
  private void pump() {
    while (!over && world.machines().wantsMore(delivery)) {
      Input input = next.poll();
      if (input == null) {
        perform();
        return;
      }
      input(input);
    }
    if (!next.isEmpty()) {
      world.faults().add(Fault.ROOM_USED_UP);
    }
  }

  private void perform() {
    Follower.Action asked = request;
    request = null;
    if (asked instanceof Follower.Action.Pull(long number)) {
      gateway.after(
          world.scheduler().below(3),
          "a pull",
          () -> gateway.consumers().pull(number, answer -> answered(answer)));
    } else if (asked instanceof Follower.Action.ReadJournal(long number)) {
      gateway.after(1 + world.scheduler().below(20), "a page", () -> answered(page(number)));
    } else if (asked instanceof Follower.Action.AskTrimmed) {
      answered(Answer.of(new Follower.Input.Trimmed(gateway.trimmed())));
    }
  }

  private Answer page(long number) {
    List<Entry> page = world.journal().page(number, PAGE_BYTES);
    boolean more = !page.isEmpty() && !world.scheduler().oneIn(4);
    return new Answer(new Follower.Input.Page(Consumers.passages(page), more), page);
  }

  private void answered(Answer answer) {
    gateway.after(
        world.scheduler().below(3),
        "an answer",
        () -> {
          if (!over && follower != null) {
            followed(world.machines().follow(follower, answer.input()), answer.entries());
          }
        });
  }

  private void input(Input input) {
    if (input instanceof Input.Missing(var gaps)) {
      gaps.forEach(gap -> witness.missing(gap.range()));
    }
    Delivery.Step step;
    try {
      step = world.machines().deliver(delivery, input);
    } catch (IllegalStateException hole) {
      throw new Invariant.Broken(Invariant.NO_GAP, "a delivery was given a log with a hole", hole);
    }
    delivery = step.state();
    step.actions().forEach(this::act);
    witness.requireWithinWindow(contract);
    if (contract instanceof Contract.Plain) {
      gateway.consumers().moved(this);
    }
  }

  private void act(Action action) {
    switch (action) {
      case Action.SendChunk(var chunk) -> {
        held = false;
        witness.sent(chunk);
        wire.sendDown(new ToConsumer.Output(chunk));
      }
      case Action.SendChannelEnd(var end) -> {
        if (contract instanceof Contract.Offsets) {
          wire.sendDown(new ToConsumer.ChannelEnded(end));
        }
      }
      case Action.SendPosition(var offset) -> {
        witness.told(offset);
        wire.sendDown(new ToConsumer.Position(offset));
      }
      case Action.SendMark(long id, _) -> {
        witness.marked(id);
        wire.sendDown(new ToConsumer.Mark(id));
      }
      case Action.HoldBack(var channel, long bytes, var patience) -> {
        held = true;
        world.chaos().characterHeld(wire);
        gateway.after(
            patience.toMillis(),
            "held long enough",
            () -> holdOver(new Input.HoldOver(channel, bytes)));
      }
      case Action.SendExit(var end) -> exit(end);
      case Action.SendGap(var gap) -> {
        world.faults().add(Fault.GAP_TOLD);
        witness.told(gap.range().to());
        wire.sendDown(new ToConsumer.Missing(gap));
      }
      case Action.Refuse _ -> throw new AssertionError("nobody did anything for " + action);
    }
  }

  private void holdOver(Input input) {
    if (!over) {
      if (held) {
        world.faults().add(Fault.HELD_TIME_OVER);
      }
      held = false;
      input(input);
      pump();
    }
  }

  private void exit(Offset end) {
    witness.requireAcknowledged(contract, end);
    if (!world.journal().hasEnded() || !end.equals(world.journal().end())) {
      throw Invariant.EXIT_LAST.broken("an exit at " + end + " leaves, the log goes on");
    }
    wire.sendDown(new ToConsumer.Exit(end));
    exitSent = true;
    world.chaos().exitLeaves(wire);
    if (world.machines().forgetsWhomItSentTheExit()) {
      gateway.consumers().finished(this);
    }
  }
}
