package io.sluice.protocol.simulation;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.Frames.FromRunner;
import io.sluice.protocol.simulation.Frames.ToRunner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runner with its one process. It keeps what was not acknowledged, sends it again with the same
 * boundaries after a cut, and stops reading the pipes beyond its bound.
 */
final class Runner {
  static final int MOST_BYTES = 200;
  private static final int MOST_REPORTS = 16;

  private final World world;
  private final Scheduler scheduler;
  private final Deque<Step> plan = new ArrayDeque<>();
  private final Deque<Report> kept = new ArrayDeque<>();
  private final Set<Channel> open = EnumSet.allOf(Channel.class);
  private final ProcessInput input;
  private final boolean readsToTheEnd;
  private @Nullable Connection<FromRunner, ToRunner> link;
  private boolean welcomed;
  private boolean started;
  private boolean exited;
  private boolean killed;
  private boolean lost;
  private long sequence;

  private enum Step {
    WRITE,
    EXIT
  }

  Runner(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.input = new ProcessInput(world, this::sendIfWelcomed);
    this.readsToTheEnd = scheduler.oneIn(2);
    List<Step> steps = new ArrayList<>();
    int writes = scheduler.below(40);
    for (int i = 0; i < writes; i++) {
      steps.add(Step.WRITE);
    }
    if (!scheduler.oneIn(4)) {
      steps.add(writes - scheduler.below(writes + 1) / 4, Step.EXIT);
    }
    plan.addAll(steps);
  }

  void dial() {
    if (lost) {
      return;
    }
    welcomed = false;
    Link end = new Link();
    Connection<FromRunner, ToRunner> dialed = world.connection("runner", end);
    end.connection = dialed;
    link = dialed;
    world.dial(dialed, gateway -> gateway.acceptRunner(dialed));
    dialed.sendUp(new FromRunner.Hello(started, input.held()));
  }

  @Nullable Connection<FromRunner, ToRunner> link() {
    return link;
  }

  /** It and its process are gone for good. */
  void lose() {
    lost = true;
    input.exited();
    if (link != null) {
      link.cut();
    }
  }

  boolean isLost() {
    return lost;
  }

  /** Of one connection; what an old one brings or tells is passed over. */
  private final class Link implements Connection.End<ToRunner> {
    private @Nullable Connection<FromRunner, ToRunner> connection;

    @Override
    public void frame(ToRunner frame) {
      if (connection == link && !lost) {
        take(frame);
      }
    }

    @Override
    public void closed(Closing why) {
      if (connection == link) {
        scheduler.after(
            1 + scheduler.below(scheduler.oneIn(2) ? 300 : 20), "runner dials", Runner.this::dial);
      }
    }
  }

  private void take(ToRunner frame) {
    switch (frame) {
      case ToRunner.Welcome(long committed) -> {
        acknowledged(committed);
        welcomed = true;
        if (started) {
          send(new FromRunner.Started());
        }
        kept.forEach(report -> send(new FromRunner.Reported(report)));
      }
      case ToRunner.Start _ -> start();
      case ToRunner.Acknowledged(long upTo) -> acknowledged(upTo);
      case ToRunner.Kill _ -> killed = true;
      case ToRunner.Stdin stdin -> input.take(stdin);
      case ToRunner.StdinEnd end -> input.take(end);
    }
  }

  private void acknowledged(long upTo) {
    if (upTo > world.journal().lastSequence()) {
      throw Invariant.ACKNOWLEDGED_IS_DURABLE.broken(
          "report " + upTo + " is acknowledged, the journal has " + world.journal().lastSequence());
    }
    kept.removeIf(report -> report.sequence() <= upTo);
  }

  private void start() {
    if (!started) {
      started = true;
      input.begin();
      live();
    }
    send(new FromRunner.Started());
  }

  private void live() {
    scheduler.after(
        scheduler.oneIn(6) ? scheduler.below(900) : scheduler.below(30), "process", this::act);
  }

  private void act() {
    if (lost) {
      return;
    }
    if (kept.size() >= MOST_REPORTS) {
      live();
      return;
    }
    if (readsToTheEnd && !killed && !input.isClosed() && !world.writersAreDone()) {
      nextButTheExit();
    } else if (killed && !exited) {
      plan.clear();
      exit(new ExitStatus.Signalled(Signal.KILL.number()));
    } else {
      next();
    }
    if (!plan.isEmpty() || !open.isEmpty() || !exited) {
      live();
    }
  }

  /** It waits for its end of input, as filters do, or until nobody writes. */
  private void nextButTheExit() {
    if (plan.peek() == Step.WRITE && !open.isEmpty()) {
      next();
    }
  }

  private void next() {
    Step step = plan.poll();
    if (step == Step.EXIT) {
      exit(new ExitStatus.Code(scheduler.below(3)));
    } else if (step == Step.WRITE && !open.isEmpty()) {
      write(open.contains(Channel.STDERR) && scheduler.oneIn(3) ? Channel.STDERR : Channel.STDOUT);
      if (open.size() == 2 && scheduler.oneIn(12)) {
        end(Channel.STDERR);
      }
    } else if (!open.isEmpty()) {
      end(open.iterator().next());
    } else if (!exited) {
      exit(new ExitStatus.Code(0));
    }
  }

  private void write(Channel channel) {
    report(
        new Report.Output(
            ++sequence,
            channel,
            scheduler.now() * 1000,
            world.written().write(scheduler, channel, MOST_BYTES)));
  }

  private void end(Channel channel) {
    open.remove(channel);
    report(
        new Report.ChannelEnded(
            ++sequence, channel, scheduler.now() * 1000, ChannelEnding.COMPLETE));
  }

  private void exit(ExitStatus status) {
    exited = true;
    input.exited();
    report(new Report.Exited(++sequence, scheduler.now() * 1000, status, false));
  }

  ProcessInput input() {
    return input;
  }

  private void sendIfWelcomed(FromRunner frame) {
    if (welcomed) {
      send(frame);
    }
  }

  private void report(Report report) {
    kept.add(report);
    if (welcomed) {
      send(new FromRunner.Reported(report));
    }
  }

  private void send(FromRunner frame) {
    if (link != null) {
      link.sendUp(frame);
    }
  }
}
