package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.RunnerReports;
import io.sluice.gateway.execution.RunnerReports.AdoptAnswer;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.LinkEvent.Ack;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkFault;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
  private final Refusals refusals;
  private final Adoption adoption = new Adoption();
  private final FrameAllowance allowance = new FrameAllowance(LinkLimits.CONTROL_FRAMES);

  /** Reports of the frames that came together, by their execution. */
  private final Map<ExecutionId, List<Report>> told = new LinkedHashMap<>();

  private @Nullable RunnerLink link;
  private List<RunnerFrame.Held> named = List.of();
  private long beats;
  private int unanswered;

  static Behavior<LinkEvent> create(
      BoundedSourceQueue<SocketFrame> out,
      Incarnation gateway,
      ActorRef<RegistryMessage> registry,
      RunnerReports reports,
      Refusals refusals) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new LinkEvent.BeatDue(), BEAT);
                  RunnerActor actor =
                      new RunnerActor(context, out, gateway, registry, reports, refusals);
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
      RunnerReports reports,
      Refusals refusals) {
    this.context = context;
    this.out = out;
    this.gateway = gateway;
    this.registry = registry;
    this.reports = reports;
    this.refusals = refusals;
  }

  private Behavior<LinkEvent> handle(LinkEvent event) {
    return switch (event) {
      case LinkEvent.Opened(var ackTo) -> next(ackTo);
      case LinkEvent.Received(var ackTo, var frames) -> received(ackTo, frames);
      case LinkEvent.Registered(var answer) -> registered(answer);
      case LinkEvent.Adopted(var answers) -> adopted(answers);
      case LinkEvent.Deliver(var message) ->
          adoption.holds(message.frame()) ? Behaviors.same() : send(message.frame());
      case LinkEvent.BeatDue _ -> beatDue();
      case LinkEvent.Ended _ -> Behaviors.stopped();
      case LinkEvent.Broken(var cause) -> {
        context.getLog().warn("the link of {} broke: {}", name(), cause.getMessage());
        yield Behaviors.stopped();
      }
    };
  }

  private Behavior<LinkEvent> received(ActorRef<Ack> ackTo, List<SocketFrame> frames) {
    try {
      for (SocketFrame frame : frames) {
        if (frame instanceof SocketFrame.Close) {
          return Behaviors.stopped();
        }
        received(frame);
      }
      return next(ackTo);
    } catch (LinkFault fault) {
      return refuse(String.valueOf(fault.getMessage()));
    } finally {
      tellReports();
    }
  }

  private void received(SocketFrame frame) {
    switch (frame) {
      case SocketFrame.Text(var text) -> {
        allowance.take();
        told(LinkCodec.decodeRunner(new LinkMessage.Text(text)));
      }
      case SocketFrame.Binary(var bytes, _) ->
          told(LinkCodec.decodeRunner(new LinkMessage.Binary(bytes)));
      case SocketFrame.Ping _, SocketFrame.Pong _, SocketFrame.Close _ -> {}
    }
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
    RunnerLink by = link;
    if (by == null) {
      throw new LinkFault(LinkFault.Reason.MALFORMED, "the first frame must be a hello");
    }
    if (frame instanceof RunnerFrame.Reported(var id, var report)) {
      told.computeIfAbsent(id, _ -> new ArrayList<>()).add(report);
      return;
    }
    tellReports();
    switch (frame) {
      case RunnerFrame.Hello _, RunnerFrame.Reported _ -> {}
      case RunnerFrame.Started(var id, var pid) -> reports.started(by, id, pid);
      case RunnerFrame.StartFailed(var id, var failure, var message) -> {
        if (failure == StartFailure.REFUSED_BY_RUNNER) {
          registry.tell(new RegistryMessage.Refused(by)); // Before its place is given back.
        }
        reports.startFailed(by, id, failure, message);
      }
      case RunnerFrame.StdinAcknowledged(var id, var offset, var closed) ->
          reports.tookStdin(by, id, offset, closed);
      case RunnerFrame.Flushed(var id, long number, long sequence) ->
          reports.flushed(by, id, number, sequence);
      case RunnerFrame.BeatAnswered(long number) -> beatAnswered(by, number);
    }
  }

  /** In one message for each execution, before anything else that came after them. */
  private void tellReports() {
    RunnerLink by = link;
    if (by != null) {
      told.forEach((id, ofOne) -> reports.reported(by, id, ofOne));
    }
    told.clear();
  }

  /** What was never sent is not answered. */
  private void beatAnswered(RunnerLink by, long number) {
    if (number >= 1 && number <= beats) {
      unanswered = 0;
      registry.tell(new RegistryMessage.Heard(by));
    }
  }

  private void hello(RunnerFrame.Hello hello) {
    if (link != null || hello.version() != LinkLimits.VERSION || hello.capacity() < 1) {
      throw new LinkFault(
          LinkFault.Reason.MALFORMED, "a second hello, a wrong version or a capacity below 1");
    }
    ActorRef<ToRunner> frames = context.messageAdapter(ToRunner.class, LinkEvent.Deliver::new);
    RunnerLink made = new RunnerLink(new Assignment(hello.runner(), hello.incarnation()), frames);
    link = made;
    named = hello.executions();
    Set<ExecutionId> ids =
        named.stream().map(RunnerFrame.Held::execution).collect(Collectors.toSet());
    ActorRef<RegisterAnswer> replyTo =
        context.messageAdapter(RegisterAnswer.class, LinkEvent.Registered::new);
    registry.tell(
        new RegistryMessage.Register(
            made, Candidate.Traits.of(hello), hello.software(), ids, replyTo));
  }

  private Behavior<LinkEvent> registered(RegisterAnswer answer) {
    return switch (answer) {
      case WELCOME -> {
        RunnerLink by = link;
        if (by != null) {
          context.pipeToSelf(
              Adoption.ask(reports, by, named), (answers, _) -> new LinkEvent.Adopted(answers));
        }
        yield Behaviors.same();
      }
      case ID_TAKEN -> refuse("another runner is connected under this id");
      case REPLACED -> refuse("the runner is to use another link");
    };
  }

  /** Who is not answered is not told that nobody wants it: the runner has to say it again. */
  private Behavior<LinkEvent> adopted(@Nullable Map<ExecutionId, AdoptAnswer> answers) {
    RunnerLink by = link;
    if (answers == null || by == null) {
      return refuse("its executions cannot be asked now");
    }
    Map<ExecutionId, Long> committed = Adoption.committed(answers);
    answers.keySet().stream()
        .filter(id -> !committed.containsKey(id))
        .forEach(unwanted -> registry.tell(new RegistryMessage.Release(by, unwanted)));
    context.getLog().info("runner {} is connected, {} executions go on", name(), committed.size());
    refusals.forget(name());
    unanswered = 0;
    List<GatewayFrame> frames = adoption.welcome(new GatewayFrame.Welcome(gateway, committed));
    // Its answer is awaited before anything new is placed there (L1).
    frames.add(new GatewayFrame.Beat(++beats));
    Behavior<LinkEvent> next = Behaviors.same();
    for (GatewayFrame frame : frames) {
      next = send(frame);
    }
    return next;
  }

  private Behavior<LinkEvent> beatDue() {
    allowance.renew();
    if (++unanswered > MISSED_BEATS) {
      return refuse("no answer to " + MISSED_BEATS + " beats");
    }
    return adoption.isWelcomed() ? send(new GatewayFrame.Beat(++beats)) : Behaviors.same();
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
    if (refusals.isNew(name(), why)) {
      context.getLog().warn("the link of {} is closed: {}", name(), why);
    }
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
    RunnerLink known = link;
    return known == null ? "an unknown runner" : known.runner().runner().value();
  }
}
