package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerReports;
import io.sluice.gateway.runner.LinkEvent.Ack;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.socket.SocketLimits;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.runner.LinkLimits;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorSink;

/** Makes the session of each runner that connects. */
public final class RunnerLinks {
  /** What runner sockets may send. */
  public static final SocketLimits LIMITS =
      new SocketLimits(
          LinkLimits.MAX_CONTROL_BYTES,
          new SocketLimits.BinaryMessages.Assembled(LinkLimits.MAX_BINARY_BYTES));

  /** Frames that wait for a runner to read; beyond it the link is cut. */
  private static final int OUTBOUND_FRAMES = 16_384;

  private final ActorSystem<?> system;
  private final RunnerDirectory directory;
  private final RunnerReports reports;
  private final Incarnation gateway;
  private final AtomicLong links = new AtomicLong();
  private final Refusals refusals = new Refusals();

  public RunnerLinks(
      ActorSystem<?> system,
      RunnerDirectory directory,
      RunnerReports reports,
      Incarnation gateway) {
    this.system = system;
    this.directory = directory;
    this.reports = reports;
    this.gateway = gateway;
  }

  /** The session of one authenticated connection. */
  public Flow<SocketFrame, SocketFrame, NotUsed> open() {
    var out = Source.<SocketFrame>queue(OUTBOUND_FRAMES).preMaterialize(system);
    ActorRef<LinkEvent> actor =
        system.systemActorOf(
            RunnerActor.create(out.first(), gateway, directory.registry(), reports, refusals),
            "runner-link-" + links.incrementAndGet(),
            Props.empty());
    Sink<SocketFrame, NotUsed> in =
        ActorSink.actorRefWithBackpressure(
            actor,
            LinkEvent.Received::new,
            LinkEvent.Opened::new,
            Ack.NEXT,
            new LinkEvent.Ended(),
            LinkEvent.Broken::new);
    return Flow.fromSinkAndSourceCoupled(in, out.second());
  }
}
