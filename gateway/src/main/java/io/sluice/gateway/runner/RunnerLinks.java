package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerReports;
import io.sluice.gateway.runner.LinkEvent.Ack;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.socket.SocketLimits;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.runner.LinkLimits;
import java.util.ArrayList;
import java.util.List;
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

  /** Frames that wait for the session are at most one more than so many bytes. */
  private static final long INBOUND_BYTES = 256 * 1024;

  private static final long FRAME_OVERHEAD_BYTES = 64;

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
    Sink<List<SocketFrame>, NotUsed> in =
        ActorSink.actorRefWithBackpressure(
            actor,
            LinkEvent.Received::new,
            LinkEvent.Opened::new,
            Ack.NEXT,
            new LinkEvent.Ended(),
            LinkEvent.Broken::new);
    return Flow.fromSinkAndSourceCoupled(gathered().to(in), out.second());
  }

  /** What comes while the session is busy is one message to it: a message for each costs more. */
  private static Flow<SocketFrame, List<SocketFrame>, NotUsed> gathered() {
    return Flow.<SocketFrame>create()
        .batchWeighted(
            INBOUND_BYTES,
            RunnerLinks::weight,
            first -> new ArrayList<>(List.of(first)),
            (frames, next) -> {
              frames.add(next);
              return frames;
            });
  }

  private static long weight(SocketFrame frame) {
    return FRAME_OVERHEAD_BYTES
        + switch (frame) {
          case SocketFrame.Binary(var bytes, _) -> bytes.size();
          case SocketFrame.Text(var text) -> text.length();
          case SocketFrame.Ping _, SocketFrame.Pong _, SocketFrame.Close _ -> 0;
        };
  }
}
