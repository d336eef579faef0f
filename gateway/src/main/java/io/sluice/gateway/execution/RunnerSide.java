package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.runner.GatewayFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The runner of one execution as its entity sees it: the link, the place reserved there, and what
 * is to be told when there is a link again.
 */
final class RunnerSide {
  /** Signals for who is away; more of them say nothing new. */
  private static final int MOST_SIGNALS = 256;

  private final ExecutionId id;
  private final ActorContext<IntakeMessage> context;
  private final Runners runners;
  private final List<GatewayFrame> signals = new ArrayList<>();
  private @Nullable GatewayFrame size;
  private @Nullable RunnerLink link;

  RunnerSide(ExecutionId id, ActorContext<IntakeMessage> context, Runners runners) {
    this.id = id;
    this.context = context;
    this.runners = runners;
  }

  boolean isLinked() {
    return link != null;
  }

  boolean isLinkedBy(RunnerLink by) {
    return by.equals(link);
  }

  /** A place that is reserved there is taken over. A link that goes is told to the entity. */
  void take(RunnerLink taken) {
    if (taken.equals(link)) {
      return;
    }
    forget();
    link = taken;
    context.watchWith(taken.frames(), new IntakeMessage.LinkGone(taken));
  }

  /** Whether it was the link; the place is gone with it. */
  boolean isGone(RunnerLink gone) {
    boolean ours = gone.equals(link);
    if (ours) {
      link = null;
    }
    return ours;
  }

  /** Without a link only what nobody would tell again is kept: signals, and the newest size. */
  void send(List<GatewayFrame> frames) {
    RunnerLink target = link;
    if (target != null) {
      frames.forEach(target::send);
    } else {
      frames.forEach(this::keep);
    }
  }

  private void keep(GatewayFrame frame) {
    if (frame instanceof GatewayFrame.Resize) {
      size = frame;
    } else if (frame instanceof GatewayFrame.SendSignal && signals.size() < MOST_SIGNALS) {
      signals.add(frame);
    }
  }

  /** What the journal has, which the runner need not keep; but it waits where output does. */
  void acknowledge(State state) {
    if (state instanceof State.Known known
        && known.progress().lastSequence() > 0
        && !OutputLimits.isBlocked(state)) {
      send(List.of(new GatewayFrame.Acknowledged(id, known.progress().lastSequence())));
    }
  }

  /** Nothing that it tells is wanted any more. */
  void giveUp() {
    send(List.of(new GatewayFrame.Kill(id)));
    release();
  }

  /** A runner that came back while its execution was given up has to end it. */
  void over(State.Ended state) {
    if (state.outcome().reason() == EndReason.LOST) {
      send(List.of(new GatewayFrame.Kill(id)));
    }
    release();
  }

  /** To a link that was just taken. */
  void sendKept(State.Assigned state) {
    List<GatewayFrame> frames = new ArrayList<>(signals);
    GatewayFrame newest = size;
    if (newest != null) {
      frames.add(newest);
    }
    if (state.killRequested()) {
      frames.add(new GatewayFrame.Kill(id));
    }
    signals.clear();
    size = null;
    send(frames);
  }

  /** Has the entity told of each hello of its runner. */
  void expect(Assignment runner) {
    runners.expect(runner, id, context.getSelf().narrow());
  }

  CompletionStage<Boolean> recall(Assignment runner) {
    return runners.recall(runner);
  }

  /**
   * After a write whose fate nobody heard, in line with what the journal turned out to hold. The
   * runner may never have been told to start it, so it is told again, which it takes once. Another
   * runner's execution waits for that one.
   */
  void resume(State state) {
    RunnerLink known = link;
    if (known == null) {
      return;
    }
    switch (state) {
      case State.Absent _, State.Accepted _ -> forget();
      case State.Assigned assigned when !assigned.assignment().equals(known.runner()) -> forget();
      case State.Starting starting -> send(RunnerFrames.start(starting.facts()));
      case State.Assigned _, State.Ended _ -> {}
    }
  }

  private void forget() {
    release();
    link = null;
  }

  /** Gives the place back; the last acknowledgements still go by the link. */
  void release() {
    RunnerLink place = link;
    if (place != null) {
      context.unwatch(place.frames());
      runners.release(place, id);
    }
  }
}
