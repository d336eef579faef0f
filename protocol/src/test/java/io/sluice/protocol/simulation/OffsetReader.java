package io.sluice.protocol.simulation;

import io.sluice.protocol.follow.Advice;
import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Resume;
import io.sluice.protocol.follow.Resume.Action;
import io.sluice.protocol.follow.Resume.Input;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.Frames.FromConsumer;
import io.sluice.protocol.simulation.Frames.ToConsumer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A consumer that knows offsets: the production's {@link Resume}, and what it handed on. */
final class OffsetReader implements Reader {
  private static final int LASTING_MILLIS = 1_000;

  private final World world;
  private final Scheduler scheduler;
  private final String name;
  private final Set<Channel> channels;
  private final Resume.From from;
  private final Inbox inbox;
  private final Tally handedOn = new Tally();
  private final Set<Channel> endsTold = EnumSet.noneOf(Channel.class);
  private Resume.@Nullable State state;
  private @Nullable Connection<FromConsumer, ToConsumer> connection;
  private boolean opened;
  private boolean done;

  OffsetReader(World world, String name, Set<Channel> channels, Resume.From from) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.name = name;
    this.channels = channels;
    this.from = from;
    this.inbox = new Inbox(scheduler, scheduler.oneIn(3) ? 40 : 3);
  }

  @Override
  public void begin() {
    Resume.Step step = world.machines().beginReading(from);
    state = step.state();
    step.actions().forEach(action -> act(action, null));
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public @Nullable Connection<FromConsumer, ToConsumer> connection() {
    return connection;
  }

  @Override
  public void stall() {
    inbox.stall(4_000);
  }

  /** What an abandoned connection still brings is passed over. */
  private final class Link implements Connection.End<ToConsumer> {
    private @Nullable Connection<FromConsumer, ToConsumer> wire;

    @Override
    public void frame(ToConsumer frame) {
      inbox.add(
          () -> {
            if (wire == connection) {
              take(frame);
            }
          });
    }

    @Override
    public void closed(Closing why) {
      inbox.add(
          () -> {
            if (wire == connection) {
              connection = null;
              lost(why);
            }
          });
    }
  }

  private void lost(Closing why) {
    Advice advice =
        switch (why) {
          case GOING_AWAY -> new Advice.Now();
          case CUT, DONE -> new Advice.Later(Duration.ZERO);
        };
    input(new Input.Lost(advice, scheduler.chance()), null);
  }

  private void take(ToConsumer frame) {
    if (done) {
      throw Invariant.EXIT_LAST.broken(name + " was sent " + frame + " after the exit");
    }
    switch (frame) {
      case ToConsumer.Attached(var at) -> attached(at.offset());
      case ToConsumer.Output(var chunk) ->
          input(new Input.Output(chunk.offset(), chunk.size()), chunk);
      case ToConsumer.Position(var offset) -> input(new Input.Position(offset), null);
      case ToConsumer.Missing(var gap) -> input(new Input.Missing(gap.range()), null);
      case ToConsumer.ChannelEnded(var end) -> endsTold.add(end.channel());
      case ToConsumer.Exit(var end) -> input(new Input.Exit(end), null);
      case ToConsumer.Mark _ -> throw new AssertionError("a mark for one who knows offsets");
    }
  }

  /** Whose output it was matters no more: all of the range is missing. */
  private void missing(ByteRange range) {
    world.journal().requireTrimmed(range);
    for (Channel channel : Channel.values()) {
      long before = world.journal().bytesBefore(range.to(), channel);
      handedOn.set(channel, Math.max(handedOn.of(channel), before));
    }
  }

  /** Where it started is where its counts start. */
  private void attached(Offset at) {
    if (!opened) {
      opened = true;
      for (Channel channel : Channel.values()) {
        handedOn.set(channel, world.journal().bytesBefore(at, channel));
      }
    }
    Connection<FromConsumer, ToConsumer> mine = connection;
    scheduler.after(
        LASTING_MILLIS,
        name + " lasted",
        () -> {
          if (mine == connection) {
            input(new Input.Lasting(), null);
          }
        });
    input(new Input.Opened(at), null);
  }

  private void input(Input input, @Nullable Chunk chunk) {
    if (state == null) {
      return;
    }
    Resume.Step step = world.machines().resume(state, input);
    state = step.state();
    step.actions().forEach(action -> act(action, chunk));
  }

  private void act(Action action, @Nullable Chunk chunk) {
    switch (action) {
      case Action.Connect(var where) -> connect(where);
      case Action.Pause(var time) ->
          scheduler.after(
              time.toMillis(), name + " paused", () -> input(new Input.DelayOver(), null));
      case Action.Deliver(int skip) -> {
        if (chunk != null) {
          handOn(chunk.slice(skip, chunk.size()));
        }
      }
      case Action.Acknowledge(var upTo) -> {
        if (connection != null) {
          connection.sendUp(new FromConsumer.Acknowledge(upTo));
        }
      }
      case Action.Disconnect _ -> disconnect();
      case Action.Finish(var end) -> finish(end);
      case Action.ReportMissing(var range) -> missing(range);
      case Action.GiveUp(var reason) ->
          throw Invariant.EVERYBODY_FINISHES.broken(name + " gave up: " + reason);
    }
  }

  private void connect(Resume.From where) {
    Link end = new Link();
    Connection<FromConsumer, ToConsumer> dialed = world.connection(name, end);
    end.wire = dialed;
    connection = dialed;
    world.dial(dialed, gateway -> gateway.consumers().attach(this, where, channels, dialed));
  }

  private void disconnect() {
    if (connection != null) {
      connection.closeByClient();
      connection = null;
    }
    inbox.add(() -> lost(Closing.CUT));
  }

  private void handOn(Chunk chunk) {
    Channel channel = chunk.channel();
    long expected = handedOn.of(channel);
    if (chunk.channelBytes() > expected) {
      throw Invariant.NO_GAP.broken(name + " is handed " + chunk + ", not " + expected);
    }
    if (chunk.channelBytes() < expected) {
      throw Invariant.NO_REPEAT.broken(name + " is handed " + chunk + ", not " + expected);
    }
    world.written().requireWritten(channel, expected, chunk.payload(), name);
    world.journal().requireCommitted(channel, expected, chunk.payload());
    handedOn.set(channel, chunk.channelEnd());
  }

  private void finish(Offset end) {
    done = true;
    for (Channel channel : channels) {
      if (handedOn.of(channel) != world.journal().bytes(channel)) {
        throw Invariant.EXIT_LAST.broken(name + " was not handed all of " + channel);
      }
    }
    boolean sawAll = from instanceof Resume.From.At && !world.runner().isLost();
    if (sawAll && !endsTold.containsAll(channels)) {
      throw Invariant.CHANNEL_ENDS_TOLD.broken(name + " heard only of " + endsTold);
    }
    world.scheduler().note(() -> name + " finished at " + end);
    if (connection != null) {
      connection.closeByClient();
    }
  }
}
