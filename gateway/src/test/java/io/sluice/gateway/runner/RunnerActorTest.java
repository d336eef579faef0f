package io.sluice.gateway.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.RunnerReports;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.LinkEvent.Ack;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkFault;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import io.sluice.protocol.runner.RunnerFrame.Held;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From a hello to its welcome. */
class RunnerActorTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Incarnation GATEWAY = new Incarnation("g1");
  private static final ExecutionId WANTED = new ExecutionId("wanted");
  private static final ExecutionId UNWANTED = new ExecutionId("unwanted");
  private static final ExecutionId SILENT = new ExecutionId("silent");

  private final ActorRef<RegistryMessage> registry = new RegistryRig(KIT, 9).registry;
  private final TestProbe<Ack> acks = KIT.createTestProbe();
  private final Executions executions = new Executions();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** One link: its actor and what it sends. */
  private record Linked(ActorRef<LinkEvent> actor, SinkQueueWithCancel<SocketFrame> sent) {
    SocketFrame next() throws Exception {
      return sent.pull().toCompletableFuture().get(30, TimeUnit.SECONDS).orElseThrow();
    }
  }

  private Linked link() {
    var out = Source.<SocketFrame>queue(100).preMaterialize(KIT.system());
    return new Linked(
        KIT.spawn(RunnerActor.create(out.first(), GATEWAY, registry, executions, new Refusals())),
        out.second().runWith(Sink.queue(), KIT.system()));
  }

  private void hello(Linked linked, int version, ExecutionId... held) {
    List<Held> executions =
        Arrays.stream(held).map(id -> new Held(id, 5, 2, StdinOffset.ZERO, false)).toList();
    tell(linked, hello(version, executions));
  }

  private static RunnerFrame hello(int version, List<Held> executions) {
    return new RunnerFrame.Hello(
        version,
        new RunnerId("runner"),
        new Incarnation("i1"),
        Map.of(),
        5,
        List.of("process"),
        executions);
  }

  private void tell(Linked linked, RunnerFrame... frames) {
    List<SocketFrame> encoded =
        Arrays.stream(frames).map(LinkCodec::encode).map(RunnerActorTest::frame).toList();
    linked.actor().tell(new LinkEvent.Received(acks.getRef(), encoded));
  }

  private static SocketFrame frame(LinkMessage message) {
    return switch (message) {
      case LinkMessage.Text(var json) -> new SocketFrame.Text(json);
      case LinkMessage.Binary(var bytes) -> new SocketFrame.Binary(bytes, true);
    };
  }

  @Test
  @Tag("L17")
  void theWelcomeTellsHowFarEachIsJournaledAndComesBeforeWhatTheExecutionsSend() throws Exception {
    Linked linked = link();

    hello(linked, 1, WANTED, UNWANTED);

    assertThat(linked.next())
        .isEqualTo(text(new GatewayFrame.Welcome(GATEWAY, Map.of(WANTED, 3L))));
    assertThat(linked.next()).isEqualTo(text(new GatewayFrame.Kill(WANTED)));
  }

  @Test
  @Tag("L1")
  void rightAfterTheWelcomeARoundTripIsAskedForAndOnlyItsAnswerOpensTheRunner() throws Exception {
    Linked linked = link();
    TestProbe<Boolean> open = KIT.createTestProbe();
    registry.tell(new RegistryMessage.WhenOpen(new RunnerId("runner"), open.getRef()));
    hello(linked, 1);
    SocketFrame welcome = linked.next();
    SocketFrame beat = linked.next();

    tell(linked, new RunnerFrame.BeatAnswered(7));
    open.expectNoMessage();
    tell(linked, new RunnerFrame.BeatAnswered(1));

    assertThat(welcome).isEqualTo(text(new GatewayFrame.Welcome(GATEWAY, Map.of())));
    assertThat(beat).isEqualTo(text(new GatewayFrame.Beat(1)));
    assertThat(open.receiveMessage()).isTrue();
  }

  @Test
  @Tag("L16")
  void aFloodOfControlFramesIsATypedRefusalAndWhatIsSlowIsNone() {
    FrameAllowance allowance = new FrameAllowance(2);
    allowance.take();
    allowance.take();
    allowance.renew();
    allowance.take();
    allowance.take();

    assertThatThrownBy(allowance::take)
        .isInstanceOfSatisfying(
            LinkFault.class, fault -> assertThat(fault.reason()).isEqualTo(LinkFault.Reason.FLOOD));
  }

  @Test
  @Tag("L17")
  void whileOneCannotBeAskedNobodyIsToldThatItIsNotWanted() throws Exception {
    Linked linked = link();

    hello(linked, 1, WANTED, SILENT);

    assertThat(linked.next()).isInstanceOf(SocketFrame.Close.class);
  }

  @Test
  @Tag("L16")
  void aWrongVersionIsATypedRefusal() throws Exception {
    Linked linked = link();

    hello(linked, 2);

    assertThat(linked.next())
        .isInstanceOfSatisfying(
            SocketFrame.Close.class, close -> assertThat(close.code()).isEqualTo(1008));
  }

  @Test
  @Tag("L16")
  void framesThatCameTogetherAreHeardInTheirOrderUpToTheFirstFault() throws Exception {
    Linked linked = link();
    TestProbe<Boolean> open = KIT.createTestProbe();
    registry.tell(new RegistryMessage.WhenOpen(new RunnerId("runner"), open.getRef()));
    hello(linked, 1);
    linked.next();
    linked.next();

    tell(
        linked,
        new RunnerFrame.BeatAnswered(1),
        hello(1, List.of()),
        new RunnerFrame.BeatAnswered(1));

    assertThat(open.receiveMessage()).isTrue();
    assertThat(linked.next())
        .isInstanceOfSatisfying(
            SocketFrame.Close.class, close -> assertThat(close.reason()).contains("second hello"));
  }

  @Test
  @Tag("O6")
  void reportsThatCameTogetherAreToldAtOnceInTheirOrderAndBeforeWhatCameAfterThem()
      throws Exception {
    Linked linked = link();
    hello(linked, 1);
    linked.next();

    tell(
        linked,
        output(WANTED, 1),
        output(SILENT, 1),
        output(WANTED, 2),
        new RunnerFrame.Flushed(WANTED, 1, 2),
        output(WANTED, 3));

    assertThat(List.of(heard(), heard(), heard(), heard()))
        .containsExactly("wanted[1, 2]", "silent[1]", "flushed wanted", "wanted[3]");
  }

  private static RunnerFrame output(ExecutionId id, long sequence) {
    return new RunnerFrame.Reported(
        id, new Report.Output(sequence, Channel.STDOUT, 0, Payload.utf8("x")));
  }

  private String heard() throws InterruptedException {
    return String.valueOf(executions.heard.poll(30, TimeUnit.SECONDS));
  }

  @Test
  @Tag("L16")
  void aReportBeforeTheHelloIsATypedRefusal() throws Exception {
    Linked linked = link();

    tell(linked, new RunnerFrame.Started(WANTED, 1));

    assertThat(linked.next()).isInstanceOf(SocketFrame.Close.class);
  }

  @Test
  @Tag("L16")
  void theSameFaultAgainIsNotedOnceUntilTheRunnerIsWelcome() {
    Refusals refusals = new Refusals();

    boolean first = refusals.isNew("runner", "wrong");
    boolean again = refusals.isNew("runner", "wrong");
    boolean another = refusals.isNew("other", "wrong");
    refusals.forget("runner");

    assertThat(first).isTrue();
    assertThat(again).isFalse();
    assertThat(another).isTrue();
    assertThat(refusals.isNew("runner", "wrong")).isTrue();
  }

  private static SocketFrame text(GatewayFrame frame) {
    return new SocketFrame.Text(((LinkMessage.Text) LinkCodec.encode(frame)).json());
  }

  /** One goes on and sends at once, one is not wanted, one cannot be asked. */
  private static final class Executions implements RunnerReports {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<AdoptAnswer> adopt(RunnerLink by, Held held) {
      if (held.execution().equals(SILENT)) {
        return CompletableFuture.failedStage(new IllegalStateException("no journal"));
      }
      if (held.execution().equals(UNWANTED)) {
        return CompletableFuture.completedStage(new AdoptAnswer.NotWanted());
      }
      by.frames().tell(new ToRunner(new GatewayFrame.Kill(WANTED)));
      return CompletableFuture.completedStage(new AdoptAnswer.GoesOn(3));
    }

    @Override
    public void started(RunnerLink by, ExecutionId id, long pid) {}

    @Override
    public void startFailed(RunnerLink by, ExecutionId id, StartFailure failure, String message) {}

    @Override
    public void reported(RunnerLink by, ExecutionId id, List<Report> reports) {
      heard.add(id.value() + reports.stream().map(Report::sequence).toList());
    }

    @Override
    public void tookStdin(RunnerLink by, ExecutionId id, StdinOffset upTo, boolean noMore) {}

    @Override
    public void flushed(RunnerLink by, ExecutionId id, long number, long sequence) {
      heard.add("flushed " + id.value());
    }
  }
}
