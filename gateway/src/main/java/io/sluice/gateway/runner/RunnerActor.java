package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerReports;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.LinkEvent.Ack;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkFault;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.jspecify.annotations.Nullable;

/** One link: hands what the runner tells to the executions, and frames of theirs to the runner. */
final class RunnerActor {
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final int MISSED_BEATS = 3;
  private static final int POLICY = 1008;

  private final ActorContext<LinkEvent> context;
  private final BoundedSourceQueue<SocketFrame> out;
  private final Incarnation gateway;
  private final ActorRef<RegistryMessage> registry;
  private final RunnerReports reports;
  private @Nullable Assignment runner;
  private long beats;
  private int unanswered;

  static Behavior<LinkEvent> create(
      BoundedSourceQueue<SocketFrame> out,
      Incarnation gateway,
      ActorRef<RegistryMessage> registry,
      RunnerReports reports) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new LinkEvent.BeatDue(), BEAT);
                  RunnerActor actor = new RunnerActor(context, out, gateway, registry, reports);
                  return Behaviors.receive(LinkEvent.class)
                      .onAnyMessage(actor::handle)
                      .onSignal(PostStop.class, _ -> actor.stopped())
                      .build();
                }));
  }

  private RunnerActor(
      ActorContext<LinkEvent> context,
      BoundedSourceQueue<SocketFrame> out,
      Incarnation gateway,
      ActorRef<RegistryMessage> registry,
      RunnerReports reports) {
    this.context = context;
    this.out = out;
    this.gateway = gateway;
    this.registry = registry;
    this.reports = reports;
  }

  private Behavior<LinkEvent> handle(LinkEvent event) {
    return switch (event) {
      case LinkEvent.Opened(var ackTo) -> next(ackTo);
      case LinkEvent.Received(var ackTo, var frame) -> received(ackTo, frame);
      case LinkEvent.Registered(var answer) -> registered(answer);
      case LinkEvent.Deliver(var message) -> send(message.frame());
      case LinkEvent.BeatDue _ -> beat();
      case LinkEvent.Ended _ -> Behaviors.stopped();
      case LinkEvent.Broken(var cause) -> {
        context.getLog().warn("the link of {} broke: {}", name(), cause.getMessage());
        yield Behaviors.stopped();
      }
    };
  }

  private Behavior<LinkEvent> received(ActorRef<Ack> ackTo, SocketFrame frame) {
    try {
      switch (frame) {
        case SocketFrame.Text(var text) -> told(LinkCodec.decodeRunner(new LinkMessage.Text(text)));
        case SocketFrame.Binary(var bytes, _) ->
            told(LinkCodec.decodeRunner(new LinkMessage.Binary(bytes)));
        case SocketFrame.Ping _, SocketFrame.Pong _ -> {}
        case SocketFrame.Close _ -> {
          return Behaviors.stopped();
        }
      }
    } catch (LinkFault fault) {
      return refuse(String.valueOf(fault.getMessage()));
    }
    return next(ackTo);
  }

  private static Behavior<LinkEvent> next(ActorRef<Ack> ackTo) {
    ackTo.tell(Ack.NEXT);
    return Behaviors.same();
  }

  private void told(RunnerFrame frame) {
    if (frame instanceof RunnerFrame.Hello hello) {
      hello(hello);
      return;
    }
    Assignment by = runner;
    if (by == null) {
      throw new LinkFault(LinkFault.Reason.MALFORMED, "the first frame must be a hello");
    }
    switch (frame) {
      case RunnerFrame.Hello _ -> {}
      case RunnerFrame.Started(var id, var pid) -> reports.started(by, id, pid);
      case RunnerFrame.StartFailed(var id, var failure, var message) ->
          reports.startFailed(by, id, failure, message);
      case RunnerFrame.Reported(var id, var report) -> reports.reported(by, id, report);
      case RunnerFrame.StdinAcknowledged(var id, var offset, var closed) ->
          reports.tookStdin(id, offset, closed);
      case RunnerFrame.Flushed(var id, long number, long sequence) ->
          reports.flushed(id, number, sequence);
      case RunnerFrame.BeatAnswered _ -> unanswered = 0;
    }
  }

  private void hello(RunnerFrame.Hello hello) {
    if (runner != null || hello.version() != LinkLimits.VERSION || hello.capacity() < 1) {
      throw new LinkFault(
          LinkFault.Reason.MALFORMED, "a second hello, a wrong version or a capacity below 1");
    }
    runner = new Assignment(hello.runner(), hello.incarnation());
    ActorRef<ToRunner> link = context.messageAdapter(ToRunner.class, LinkEvent.Deliver::new);
    ActorRef<RegisterAnswer> replyTo =
        context.messageAdapter(RegisterAnswer.class, LinkEvent.Registered::new);
    registry.tell(new RegistryMessage.Register(runner, hello.capacity(), link, replyTo));
  }

  private Behavior<LinkEvent> registered(RegisterAnswer answer) {
    return switch (answer) {
      case WELCOME -> {
        context.getLog().info("runner {} is connected", name());
        yield send(new GatewayFrame.Welcome(gateway, Map.of()));
      }
      case ID_TAKEN -> refuse("another runner is connected under this id");
    };
  }

  private Behavior<LinkEvent> beat() {
    if (++unanswered > MISSED_BEATS) {
      return refuse("no answer to " + MISSED_BEATS + " beats");
    }
    return runner == null ? Behaviors.same() : send(new GatewayFrame.Beat(++beats));
  }

  private Behavior<LinkEvent> send(GatewayFrame frame) {
    SocketFrame encoded =
        switch (LinkCodec.encode(frame)) {
          case LinkMessage.Text(var text) -> new SocketFrame.Text(text);
          case LinkMessage.Binary(var bytes) -> new SocketFrame.Binary(bytes, true);
        };
    if (out.offer(encoded) instanceof QueueOfferResult.Enqueued$) {
      return Behaviors.same();
    }
    context.getLog().warn("runner {} does not read; its link is cut", name());
    return Behaviors.stopped();
  }

  private Behavior<LinkEvent> refuse(String why) {
    context.getLog().warn("the link of {} is closed: {}", name(), why);
    out.offer(new SocketFrame.Close(POLICY, why.length() > 100 ? why.substring(0, 100) : why));
    return Behaviors.stopped();
  }

  private Behavior<LinkEvent> stopped() {
    if (!out.isCompleted()) {
      out.complete();
    }
    return Behaviors.same();
  }

  private String name() {
    Assignment known = runner;
    return known == null ? "an unknown runner" : known.runner().value();
  }
}
