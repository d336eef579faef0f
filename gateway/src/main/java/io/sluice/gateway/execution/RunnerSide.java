package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.runner.GatewayFrame;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The runner of one execution as its entity sees it: the link, and the place reserved there. */
final class RunnerSide {
  private final ActorContext<IntakeMessage> context;
  private final Runners runners;
  private @Nullable ActorRef<ToRunner> link;
  private @Nullable Assignment reserved;

  RunnerSide(ActorContext<IntakeMessage> context, Runners runners) {
    this.context = context;
    this.runners = runners;
  }

  boolean isLinked() {
    return link != null;
  }

  /** Takes over the place that was reserved; a link that goes is told to the entity. */
  void take(ActorRef<ToRunner> taken, Assignment assignment) {
    link = taken;
    reserved = assignment;
    context.watchWith(taken, new IntakeMessage.LinkGone());
  }

  /** Lost without a link; the runner then hears of it when it is back. */
  void send(List<GatewayFrame> frames) {
    ActorRef<ToRunner> target = link;
    if (target != null) {
      frames.forEach(frame -> target.tell(new ToRunner(frame)));
    }
  }

  /**
   * After a write whose fate nobody heard, in line with what the journal turned out to hold. The
   * runner may never have been told to start it, so it is told again, which it takes once. False
   * when the execution is another runner's, or was given up here.
   */
  boolean resume(State state) {
    return switch (state) {
      case State.Absent _, State.Accepted _ -> {
        release();
        link = null;
        yield true;
      }
      case State.Starting starting when starting.assignment().equals(reserved) -> {
        send(RunnerFrames.start(starting.facts()));
        yield true;
      }
      case State.Assigned assigned -> link == null || assigned.assignment().equals(reserved);
      case State.Ended _ -> true;
    };
  }

  /** Gives the place back, once. */
  void release() {
    if (link != null && reserved != null) {
      context.unwatch(link);
      runners.release(reserved);
    }
    reserved = null;
  }
}
