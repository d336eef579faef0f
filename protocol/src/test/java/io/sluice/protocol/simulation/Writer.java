package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.StdinLedger.Denial;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.StdinFrames.FromWriter;
import io.sluice.protocol.simulation.StdinFrames.ToWriter;
import org.jspecify.annotations.Nullable;

/**
 * A controller with offsets. It keeps what is not known to be written, comes back after a cut
 * without preempting anybody, and gives up when another may have had control meanwhile.
 */
final class Writer {
  private static final int PART_BYTES = 60;

  private final World world;
  private final Scheduler scheduler;
  private final int number;
  private final long total;
  private final boolean ends;
  private boolean preempts;
  private @Nullable Connection<FromWriter, ToWriter> connection;
  private @Nullable Generation generation;
  private int sessions;
  private long base;
  private long next;
  private long written;
  private long credit;
  private boolean attached;
  private boolean endSent;
  private boolean done;

  Writer(World world, int number) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.number = number;
    this.total = scheduler.below(500);
    this.ends = scheduler.oneIn(3);
    this.preempts = scheduler.oneIn(2);
  }

  void begin() {
    if (done) {
      return;
    }
    attached = false;
    Link end = new Link();
    Connection<FromWriter, ToWriter> dialed = world.connection(name(), end);
    end.wire = dialed;
    connection = dialed;
    SessionId session = new SessionId("s" + number + "-" + sessions++);
    boolean preempt = preempts && generation == null;
    world.dial(dialed, gateway -> gateway.desk().attach(number, session, preempt, dialed));
  }

  private String name() {
    return "writer " + number;
  }

  boolean isDone() {
    return done;
  }

  @Nullable Connection<FromWriter, ToWriter> connection() {
    return connection;
  }

  private final class Link implements Connection.End<ToWriter> {
    private @Nullable Connection<FromWriter, ToWriter> wire;

    @Override
    public void frame(ToWriter frame) {
      if (wire == connection && !done) {
        take(frame);
      }
    }

    @Override
    public void closed(Closing why) {
      if (wire == connection && !done) {
        connection = null;
        scheduler.after(5 + scheduler.below(400), name() + " comes back", Writer.this::begin);
      }
    }
  }

  private void take(ToWriter frame) {
    switch (frame) {
      case ToWriter.Attached(var now, var received, var news) -> {
        attached(now, received.bytes(), news.creditUpTo().bytes());
        if (!done) {
          news(news);
        }
      }
      case ToWriter.News news -> news(news);
      case ToWriter.Refused(var why) -> refused(why);
      case ToWriter.Busy _ -> {
        if (generation != null) {
          finish();
        }
      }
      case ToWriter.Preempted _ -> finish();
    }
  }

  private void attached(Generation now, long received, long creditUpTo) {
    Generation before = generation;
    generation = now;
    attached = true;
    endSent = false;
    if (before == null || received < base) {
      base = received;
      next = received;
      written = received;
    } else if (!now.equals(before.next())) {
      world.faults().add(Fault.WRITER_UNSURE);
      finish();
    } else {
      // Each is right: what was taken is passed over, and a gap is answered with what is expected.
      next =
          switch (scheduler.below(3)) {
            case 0 -> written;
            case 1 -> next < Math.min(base + total, creditUpTo) ? next : received;
            default -> received;
          };
    }
  }

  private void news(ToWriter.News news) {
    written = Math.max(written, news.applied().bytes());
    credit = news.creditUpTo().bytes();
    if (written >= base + total && (!ends || news.closed())) {
      world.truth().requireRead(number, total);
      finish();
    } else if (news.closed()) {
      finish();
    } else {
      pump();
    }
  }

  private void refused(Denial why) {
    switch (why) {
      case Denial.Gap(StdinOffset expected) -> goBackTo(expected.bytes());
      case Denial.OverCredit _ -> goBackTo(written);
      case Denial.NoMore _ -> finish();
      case Denial.EndsElsewhere(StdinOffset at) -> {
        if (at.bytes() > base + total) {
          throw Invariant.STDIN_ONCE.broken(name() + " cannot end after all it wrote");
        }
        goBackTo(at.bytes());
      }
    }
  }

  private void goBackTo(long offset) {
    next = Math.max(base, Math.min(next, offset));
    endSent = false;
    pump();
  }

  private void pump() {
    Connection<FromWriter, ToWriter> wire = connection;
    if (wire == null || !attached || done) {
      return;
    }
    long end = base + total;
    while (next < end) {
      boolean boldly = scheduler.oneIn(40);
      long room = boldly ? PART_BYTES : credit - next;
      long to = Math.min(end, next + Math.min(room, 1 + scheduler.below(PART_BYTES)));
      if (to <= next) {
        world.faults().add(Fault.CREDIT_USED_UP);
        return;
      }
      wire.sendUp(
          new FromWriter.Write(
              new StdinOffset(next), StdinTruth.bytes(number, next - base, to - base)));
      next = to;
    }
    if (ends && !endSent) {
      endSent = true;
      wire.sendUp(new FromWriter.End(new StdinOffset(end)));
    }
  }

  private void finish() {
    done = true;
    if (connection != null) {
      connection.closeByClient();
    }
  }
}
