package io.sluice.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Flushed;
import io.sluice.gateway.execution.IntakeMessage.CommandAnswer;
import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.gateway.execution.RunnerReports.AdoptAnswer;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.model.UnattendedRule;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What may cross nodes arrives as it was sent. */
class CrossNodeSerializationTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("pekko.remote.artery.canonical.port = 0")
              .withFallback(ConfigFactory.parseResources("sluice-pekko.conf"))
              .withFallback(ConfigFactory.load())
              .resolve());
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final Assignment RUNNER =
      new Assignment(new RunnerId("r1"), new Incarnation("i1"));
  private static final SessionId SESSION = new SessionId("s1");
  private static final ConsumerId CONSUMER = new ConsumerId("key:1");
  private static final Cursor CURSOR = new Cursor(new Offset(3), 2, 1);
  private static final Payload BYTES = Payload.copyOf(new byte[] {0, -1, 10, 127});

  private static final StdinOffset INPUT = new StdinOffset(7);
  private static final StdinFacts FACTS =
      new StdinFacts(INPUT, StdinOffset.ZERO, new StdinOffset(9), false);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyMessageThatMayCrossNodesIsEqualAfterTheJourney() {
    List<CrossNode> messages = samples();

    for (CrossNode message : messages) {
      KIT.serializationTestKit().verifySerialization(message, true);
    }

    assertThat(messages.stream().map(Object::getClass))
        .as("a sample of each variant")
        .containsAll(variants());
  }

  private static List<Class<?>> variants() {
    return Stream.of(
            IntakeMessage.Remote.class.getPermittedSubclasses(),
            IntakeMessage.OfRunner.class.getPermittedSubclasses(),
            IntakeMessage.OfProcess.class.getPermittedSubclasses(),
            AdoptAnswer.class.getPermittedSubclasses(),
            Pulled.class.getPermittedSubclasses(),
            Runners.Choice.class.getPermittedSubclasses(),
            Unplaced.class.getPermittedSubclasses(),
            CommandAnswer.class.getPermittedSubclasses(),
            Taken.class.getPermittedSubclasses(),
            SeatNews.class.getPermittedSubclasses(),
            StdinAnswer.class.getPermittedSubclasses(),
            StdinNews.class.getPermittedSubclasses(),
            TrimAnswer.class.getPermittedSubclasses(),
            ForgetAnswer.class.getPermittedSubclasses())
        .flatMap(Arrays::stream)
        .filter(type -> !type.isInterface())
        .<Class<?>>map(type -> type)
        .toList();
  }

  private static List<CrossNode> samples() {
    List<CrossNode> samples = new ArrayList<>();
    samples.addAll(requests());
    samples.addAll(ofConsumers());
    samples.addAll(answers());
    samples.addAll(ofPlaces());
    frames().forEach(frame -> samples.add(new ToRunner(frame)));
    return samples;
  }

  private static List<CrossNode> requests() {
    return List.of(
        new IntakeMessage.Begin(facts(), link(), ref(CommandAnswer.class)),
        new IntakeMessage.Control(new Command.Kill(), new By.Operator(), ref(CommandAnswer.class)),
        new IntakeMessage.Control(
            new Command.SendSignal(Signal.TERM), new By.Session(SESSION), ref(CommandAnswer.class)),
        new IntakeMessage.Control(
            new Command.Resize(new TerminalSize(80, 24)),
            new By.Operator(),
            ref(CommandAnswer.class)),
        new IntakeMessage.Control(
            new Command.Kill(), new By.Holder(new Generation(4)), ref(CommandAnswer.class)),
        new IntakeMessage.GetState(ref(State.class)),
        new IntakeMessage.AwaitEnd(Duration.ofSeconds(3), ref(State.class)),
        new IntakeMessage.RunnerStarted(link(), 42),
        new IntakeMessage.RunnerFailedStart(link(), StartFailure.PROGRAM_NOT_FOUND, "no such"),
        new IntakeMessage.RunnerReported(
            link(),
            List.of(
                new Report.Output(1, Channel.STDERR, 7, BYTES),
                new Report.Output(2, Channel.STDOUT, 8, BYTES))),
        new IntakeMessage.RunnerReported(
            link(),
            List.of(new Report.ChannelEnded(2, Channel.STDOUT, 8, ChannelEnding.ABANDONED))),
        new IntakeMessage.RunnerReported(
            link(), List.of(new Report.Exited(3, 9, new ExitStatus.Signalled(9), true))),
        new IntakeMessage.RunnerTookStdin(link(), new StdinOffset(5), true),
        new IntakeMessage.Flush(ref(Flushed.class)),
        new IntakeMessage.RunnerFlushed(link(), 2, 9),
        new IntakeMessage.Adopt(
            link(), new RunnerFrame.Held(ID, 3, 2, INPUT, true), ref(AdoptAnswer.class)),
        new IntakeMessage.RunnerBack(link(), true, false),
        new IntakeMessage.Pull(1, ref(Pulled.class)),
        new IntakeMessage.Trim(new Offset(7), Command.Purpose.LIMIT, ref(TrimAnswer.class)),
        new IntakeMessage.Forget(ref(ForgetAnswer.class)));
  }

  private static List<CrossNode> ofConsumers() {
    return List.of(
        new IntakeMessage.TakeControl(
            new Seat(SESSION, CONSUMER), true, new StartFrom.Tail(), ref(Taken.class)),
        new IntakeMessage.TakeControl(
            new Seat(SESSION, CONSUMER), false, new StartFrom.At(new Offset(3)), ref(Taken.class)),
        new IntakeMessage.KeepPlace(CONSUMER, CURSOR, true),
        new IntakeMessage.WatchSeat(SESSION, ref(SeatNews.class)),
        new IntakeMessage.PeerAlive(SESSION),
        new IntakeMessage.PeerAcknowledged(SESSION, CURSOR),
        new IntakeMessage.Leave(SESSION, CURSOR, true),
        new IntakeMessage.WriteStdin(SESSION, null, BYTES, ref(StdinAnswer.class)),
        new IntakeMessage.WriteStdin(SESSION, INPUT, BYTES, ref(StdinAnswer.class)),
        new IntakeMessage.EndStdin(SESSION, null, ref(StdinAnswer.class)),
        new IntakeMessage.EndStdin(SESSION, INPUT, ref(StdinAnswer.class)),
        new IntakeMessage.WatchStdin(SESSION, FACTS, ref(StdinNews.class)));
  }

  private static List<CrossNode> ofPlaces() {
    return List.of(
        new IntakeMessage.Begin(facts(), null, ref(CommandAnswer.class)),
        new IntakeMessage.PlaceFound(link()),
        Wanted.of(facts(), new RunnerId("r1")),
        new Runners.Choice.Chosen(link()),
        new Runners.Choice.Queued(),
        new Runners.Choice.None(new Unplaced.Unavailable("no runner is connected")),
        new Unplaced.Unavailable("no runner is connected"),
        new Unplaced.Unsupported("no such driver"),
        new Unplaced.QueueFull(5));
  }

  private static List<CrossNode> answers() {
    Event output = new Event.OutputAppended(1, Channel.STDOUT, Offset.ZERO, 0, 7, BYTES);
    Outcome outcome = new Outcome(new ExitStatus.Code(3), EndReason.EXITED, true);
    Event ended = new Event.Ended(outcome, new Offset(4), 4, 0, NOW);
    return List.of(
        new Pulled.Live(List.of(new Entry(1, output), new Entry(2, ended))),
        new Pulled.InJournal(),
        new Pulled.NothingYet(),
        new Pulled.Over(),
        new CommandAnswer.Done(),
        new CommandAnswer.Refused(new Refusal.SequenceGap(3, 5)),
        new AdoptAnswer.GoesOn(7),
        new AdoptAnswer.NotWanted(),
        new Taken.Yours(new Generation(2), CURSOR, FACTS),
        new Flushed.UpTo(new Offset(5)),
        new Flushed.TooMany(),
        new Taken.Busy(),
        new Taken.Refused(new Refusal.InControl(CONSUMER)),
        new SeatNews.StillYours(),
        new SeatNews.Challenged(false),
        new SeatNews.Lost(new Generation(3), CONSUMER),
        new SeatNews.Lost(new Generation(3), null),
        new TrimAnswer.Trimmed(new Offset(7)),
        new TrimAnswer.Refused(new Refusal.Owed(new Offset(3))),
        new ForgetAnswer.Forgotten(),
        new ForgetAnswer.Kept(),
        new StdinAnswer.Taken(),
        new StdinAnswer.Closed(),
        new StdinAnswer.Superseded(),
        new StdinAnswer.Gap(INPUT),
        new StdinAnswer.OverCredit(INPUT),
        new StdinAnswer.EndedElsewhere(INPUT),
        new StdinNews.Stands(FACTS),
        new StdinNews.Superseded(),
        FACTS);
  }

  private static List<GatewayFrame> frames() {
    return List.of(
        new GatewayFrame.Start(ID, new BoxId("b1"), facts().command()),
        new GatewayFrame.Start(
            ID, new BoxId("b1"), new BoxLimits(512, 2, 100), "bubblewrap", facts().command()),
        new GatewayFrame.Acknowledged(ID, 7),
        new GatewayFrame.Stdin(ID, new StdinOffset(3), BYTES),
        new GatewayFrame.StdinEnd(ID, new StdinOffset(7)),
        new GatewayFrame.Kill(ID),
        new GatewayFrame.StopBox(new BoxId("b1")),
        new GatewayFrame.RemoveBox(new BoxId("b1")));
  }

  private static RunnerLink link() {
    return new RunnerLink(RUNNER, ref(ToRunner.class));
  }

  private static Facts facts() {
    CommandSpec command =
        new CommandSpec(
            "sh",
            List.of("-c", "exit 3"),
            Map.of("A", "b"),
            "/",
            new TerminalSize(80, 24),
            Duration.ofSeconds(9),
            CommandSpec.StdinMode.OPEN);
    Fingerprint fingerprint = new Fingerprint("0".repeat(64));
    return new Facts(
        ID,
        new TenantId("t1"),
        new BoxId("b1"),
        command,
        Map.of("k", "v"),
        NOW,
        fingerprint,
        new Terms(
            new UnattendedRule.After(Duration.ofSeconds(9)),
            new Requirements("bubblewrap", Map.of("zone", "a")),
            new BoxLimits(512, 2, null)));
  }

  private static <T> ActorRef<T> ref(Class<T> type) {
    return KIT.createTestProbe(type).getRef();
  }
}
