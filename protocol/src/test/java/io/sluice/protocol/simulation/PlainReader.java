package io.sluice.protocol.simulation;

import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.Frames.FromConsumer;
import io.sluice.protocol.simulation.Frames.ToConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A stock client without offsets: it echoes marks in their turn. When its connection is lost it
 * asks the status once, stays away after a terminal answer, and comes back later after any other.
 */
final class PlainReader implements Reader {
  private static final int FIRST_PAUSE_MILLIS = 15_000;
  private static final int PAUSE_MILLIS = 30_000;

  private final World world;
  private final Scheduler scheduler;
  private final String key;
  private final Inbox inbox;
  private final Tally received = new Tally();
  private final Tally reached = new Tally();
  private @Nullable Connection<FromConsumer, ToConsumer> connection;
  private int crashesBefore;
  private boolean attached;
  private boolean done;
  private boolean jumped;
  private int tries;

  PlainReader(World world, String key) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.key = key;
    this.inbox = new Inbox(scheduler, scheduler.oneIn(3) ? 40 : 3);
  }

  @Override
  public void begin() {
    attached = false;
    Link end = new Link();
    Connection<FromConsumer, ToConsumer> dialed = world.connection(key, end);
    end.wire = dialed;
    connection = dialed;
    world.dial(dialed, gateway -> gateway.consumers().attach(this, key, dialed));
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
            if (wire == connection && !done) {
              connection = null;
              if (attached) {
                askTheStatus();
              } else {
                comeBack();
              }
            }
          });
    }
  }

  private void take(ToConsumer frame) {
    if (done) {
      throw Invariant.EXIT_LAST.broken(key + " was sent " + frame + " after the exit");
    }
    switch (frame) {
      case ToConsumer.Attached(var from) -> {
        tries = 0;
        attached = true;
        requireFewRepeats(from);
      }
      case ToConsumer.Output(var chunk) -> output(chunk);
      case ToConsumer.Missing(var gap) -> missing(gap);
      case ToConsumer.Mark(long id) -> {
        if (connection != null) {
          connection.sendUp(new FromConsumer.Echo(id));
        }
      }
      case ToConsumer.Exit _ -> {
        finish();
        if (connection != null) {
          connection.closeByClient();
        }
      }
      case ToConsumer.Position _, ToConsumer.ChannelEnded _ ->
          throw new AssertionError("nothing for one who knows no offsets: " + frame);
    }
  }

  private void output(Chunk chunk) {
    Channel channel = chunk.channel();
    long known = received.of(channel);
    if (chunk.channelBytes() > known) {
      throw Invariant.NO_GAP.broken(key + " is sent " + chunk + ", not " + known);
    }
    world.written().requireWritten(channel, chunk.channelBytes(), chunk.payload(), key);
    world.journal().requireCommitted(channel, chunk.channelBytes(), chunk.payload());
    received.set(channel, Math.max(known, chunk.channelEnd()));
    reached.set(channel, chunk.channelEnd());
  }

  private void missing(Gap gap) {
    world.journal().requireTrimmed(gap.range());
    Channel channel = gap.channel();
    received.set(channel, Math.max(received.of(channel), gap.channelBytes()));
    reached.set(channel, Math.max(reached.of(channel), gap.channelBytes()));
    jumped = true;
  }

  /**
   * A cut repeats no more than what was unacknowledged on the connection before. A crash of the
   * gateway also repeats what was acknowledged and not yet journaled.
   */
  private void requireFewRepeats(Cursor from) {
    // What lay in a gap counts as reached, and cannot be repeated.
    boolean crashed = world.crashes() > crashesBefore || jumped;
    jumped = false;
    crashesBefore = world.crashes();
    Tally journaled = world.journal().furthest(key);
    long repeated = 0;
    for (Channel channel : Channel.values()) {
      if (from.bytes(channel) < journaled.of(channel)) {
        throw Invariant.WITHIN_WINDOW.broken(key + " acknowledged more on " + channel);
      }
      repeated += Math.max(0, reached.of(channel) - from.bytes(channel));
      reached.set(channel, from.bytes(channel));
    }
    if (!crashed && repeated > Consumers.WINDOW_BYTES + Witness.OVERSHOOT_BYTES) {
      throw Invariant.WITHIN_WINDOW.broken(key + " is sent " + repeated + " bytes again");
    }
  }

  private void askTheStatus() {
    scheduler.after(
        5 + scheduler.below(20),
        key + " asks the status",
        () -> {
          Gateway gateway = world.gateway();
          if (gateway != null && gateway.consumers().isOverFor(key)) {
            finish();
          } else {
            comeBack();
          }
        });
  }

  private void comeBack() {
    int pause = tries++ == 0 ? FIRST_PAUSE_MILLIS : PAUSE_MILLIS;
    scheduler.after(pause, key + " comes back", this::begin);
  }

  private void finish() {
    done = true;
    for (Channel channel : Channel.values()) {
      if (!world.journal().hasEnded() || received.of(channel) != world.journal().bytes(channel)) {
        throw Invariant.EXIT_LAST.broken(key + " ends without all of " + channel);
      }
    }
  }
}
