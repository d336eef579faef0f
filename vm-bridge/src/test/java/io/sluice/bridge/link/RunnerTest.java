package io.sluice.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.bridge.process.ProcessDriver;
import io.sluice.bridge.process.ProcessSettings;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
  private static final ExecutionId FIRST = new ExecutionId("first");
  private static final ExecutionId SECOND = new ExecutionId("second");
  private static final BoxId BOX = new BoxId("box");
  private static final LinkTiming QUICK =
      new LinkTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofMillis(10),
          Duration.ofMillis(50));

  @TempDir Path state;
  private TestGateway gateway;
  private ProcessDriver driver;
  private Runner runner;

  @BeforeEach
  void open() throws IOException {
    gateway = new TestGateway();
    Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
    driver = ProcessDriver.open(ProcessSettings.of(state, environment), System::nanoTime);
    runner = start(TestGateway.TOKEN);
  }

  @AfterEach
  void close() throws IOException {
    runner.close();
    driver.close();
    gateway.close();
  }

  @Test
  void theHelloSaysWhoItIsAndTheWelcomeConnectsIt() throws Exception {
    TestSocket link = gateway.awaitLink();

    RunnerFrame hello = link.receive();
    link.send(new GatewayFrame.Welcome(new Incarnation("g1"), Map.of()));

    assertThat(hello)
        .isEqualTo(
            new RunnerFrame.Hello(
                1,
                new RunnerId("local"),
                new Incarnation("i1"),
                Map.of("zone", "a"),
                2,
                List.of("process"),
                List.of()));
    assertThat(runner.awaitConnected(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  @Tag("L7")
  @Tag("L9")
  @Tag("O26")
  void anExecutionIsReportedFromItsStartToItsEnds() throws Exception {
    TestSocket link = welcomed();

    link.send(start(FIRST, "echo out; exit 7"));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.frames().getFirst()).isInstanceOf(RunnerFrame.Started.class);
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("out\n");
    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Code(7));
    assertThat(heard.ending(FIRST, Channel.STDERR)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(heard.sequences(FIRST)).isEqualTo(heard.countedFromOne(FIRST));
  }

  @Test
  @Tag("L7")
  void aFailedStartIsAnswered() throws Exception {
    TestSocket link = welcomed();

    link.send(
        start(
            FIRST,
            new CommandSpec("nosuch", List.of(), Map.of(), null, null, null, StdinMode.CLOSED)));

    assertThat(link.receive())
        .isEqualTo(
            new RunnerFrame.StartFailed(
                FIRST, StartFailure.PROGRAM_NOT_FOUND, "sluice: nosuch: command not found"));
  }

  @Test
  @Tag("L7")
  void aRepeatedStartIsAnsweredAgainAndRunsNothingTwice() throws Exception {
    TestSocket link = welcomed();
    link.send(start(FIRST, "exec sleep 30"));
    RunnerFrame started = link.receive();

    link.send(start(FIRST, "exec sleep 30"));
    RunnerFrame again = new Heard(link).until(RunnerFrame.Started.class::isInstance);
    link.send(new GatewayFrame.Kill(FIRST));
    new Heard(link).untilOver(FIRST);
    link.send(start(FIRST, "exec sleep 30"));

    assertThat(again).isEqualTo(started);
    assertThat(new Heard(link).until(RunnerFrame.StartFailed.class::isInstance))
        .isEqualTo(refused("this execution has already ended here"));
  }

  @Test
  void aStartOverTheCapacityIsRefused() throws Exception {
    TestSocket link = welcomed();
    link.send(start(new ExecutionId("a"), "exec sleep 30"));
    link.send(start(new ExecutionId("b"), "exec sleep 30"));

    link.send(start(FIRST, "true"));

    assertThat(new Heard(link).until(RunnerFrame.StartFailed.class::isInstance))
        .isEqualTo(refused("the runner is at its capacity of 2"));
  }

  @Test
  @Tag("O24")
  @Tag("O34")
  void sixtyFourMebibytesAreWholeAndTheRunnerWaitsForEveryAcknowledgement() throws Exception {
    int size = 64 * 1024 * 1024;
    TestSocket link = welcomed();

    link.send(start(FIRST, "yes 0123456789abcdef | head -c " + size));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.bytes(FIRST)).isEqualTo(size);
    assertThat(heard.digest()).isEqualTo(digestOfRepeated("0123456789abcdef\n", size));
    assertThat(heard.mostUnacknowledged()).isLessThanOrEqualTo(2 * 1024 * 1024);
  }

  @Test
  @Tag("O23")
  void aFloodThatNobodyAcknowledgesHoldsNothingElseUp() throws Exception {
    TestSocket link = welcomed();
    link.send(start(FIRST, "yes"));
    new Heard(link).until(RunnerFrame.Reported.class::isInstance);

    link.send(start(SECOND, "echo small"));
    link.send(new GatewayFrame.Beat(41));
    link.send(new GatewayFrame.Beat(42));
    Heard heard = new Heard(link).ignoring(FIRST).untilOver(SECOND);
    heard.until(frame -> heard.heard(new RunnerFrame.BeatAnswered(42)));

    assertThat(heard.text(SECOND, Channel.STDOUT)).isEqualTo("small\n");
  }

  @Test
  @Tag("I12")
  @Tag("I3")
  void stdinIsAppliedOnceInOrderAndAnswered() throws Exception {
    TestSocket link = welcomed();
    byte[] bytes = new byte[700_000];
    new Random(3).nextBytes(bytes);
    Payload input = Payload.copyOf(bytes);
    link.send(
        start(
            FIRST,
            new CommandSpec(
                "sh", List.of("-c", "cat"), Map.of(), null, null, null, StdinMode.OPEN)));

    for (int at = 0; at < bytes.length; at += 70_000) {
      GatewayFrame part =
          new GatewayFrame.Stdin(FIRST, new Offset(at), input.slice(at, at + 70_000));
      link.send(part);
      link.send(part);
    }
    link.send(new GatewayFrame.StdinEnd(FIRST, new Offset(bytes.length)));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.bytes(FIRST)).isEqualTo(bytes.length);
    assertThat(heard.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(
            heard.heard(new RunnerFrame.StdinAcknowledged(FIRST, new Offset(bytes.length), true)))
        .isTrue();
  }

  @Test
  @Tag("I11")
  void inputForAProcessThatTakesNoneIsAnsweredAsClosed() throws Exception {
    TestSocket link = welcomed();
    link.send(start(FIRST, "exec sleep 30"));
    Heard heard = new Heard(link);
    heard.until(frame -> frame.equals(new RunnerFrame.StdinAcknowledged(FIRST, Offset.ZERO, true)));

    link.send(new GatewayFrame.Stdin(FIRST, Offset.ZERO, Payload.utf8("x")));
    RunnerFrame answer = heard.until(RunnerFrame.StdinAcknowledged.class::isInstance);

    assertThat(answer).isEqualTo(new RunnerFrame.StdinAcknowledged(FIRST, Offset.ZERO, true));
  }

  @Test
  @Tag("C1")
  void aSignalThatOvertakesTheSpawnIsNotLost() throws Exception {
    TestSocket link = welcomed();

    link.send(start(FIRST, "exec sleep 30"));
    link.send(new GatewayFrame.SendSignal(FIRST, Signal.INT));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Signalled(2));
  }

  @Test
  @Tag("C19")
  void removingABoxEndsItsExecutionsAndItsDirectory() throws Exception {
    TestSocket link = welcomed();
    link.send(start(FIRST, "echo x > file; echo ready; exec sleep 30"));
    Heard heard = new Heard(link);
    heard.until(RunnerFrame.Reported.class::isInstance);

    link.send(new GatewayFrame.RemoveBox(BOX));
    heard.untilOver(FIRST);

    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Signalled(9));
    await().untilAsserted(() -> assertThat(state.resolve("boxes/box")).doesNotExist());
  }

  @Test
  void aLostLinkEndsWhatRanAndIsDialledAnew() throws Exception {
    TestSocket link = welcomed();
    link.send(start(FIRST, "exec sleep 30"));
    RunnerFrame.Started started = (RunnerFrame.Started) Objects.requireNonNull(link.receive());

    link.close();
    TestSocket next = welcomed();
    next.send(new GatewayFrame.Beat(1));

    assertThat(next.receive()).isEqualTo(new RunnerFrame.BeatAnswered(1));
    await().untilAsserted(() -> assertThat(Path.of("/proc/" + started.pid())).doesNotExist());
  }

  @Test
  @Tag("L16")
  void aGatewayThatBreaksTheContractLosesTheLinkAndNothingElse() throws Exception {
    TestSocket link = welcomed();

    link.send(new LinkMessage.Text("{\"type\":\"nonsense\"}"));
    TestSocket next = welcomed();
    next.send(new LinkMessage.Binary(Payload.owning(new byte[200_000])));
    TestSocket last = welcomed();
    last.send(start(FIRST, "echo fine"));

    assertThat(new Heard(last).untilOver(FIRST).text(FIRST, Channel.STDOUT)).isEqualTo("fine\n");
  }

  @Test
  @Tag("C16")
  void aWrongTokenConnectsNobody() throws Exception {
    runner.close();

    runner = start("wrong");

    assertThat(runner.awaitConnected(Duration.ofMillis(300))).isFalse();
  }

  @Test
  void aDrainEndsByPolicyAndWaitsForTheAcknowledgements() throws Exception {
    TestSocket link = welcomed();
    link.send(
        start(FIRST, "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done"));
    Heard heard = new Heard(link);
    heard.until(RunnerFrame.Reported.class::isInstance);
    Thread reader = Thread.startVirtualThread(() -> heard.untilOverUnchecked(FIRST));

    boolean delivered =
        runner.drain(new DrainPolicy(Signal.TERM, Duration.ofSeconds(20), Duration.ofSeconds(20)));
    reader.join();

    assertThat(delivered).isTrue();
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("ready\nbye\n");
    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Code(3));
    link.send(start(SECOND, "true"));
    assertThat(heard.until(RunnerFrame.StartFailed.class::isInstance))
        .isEqualTo(
            new RunnerFrame.StartFailed(
                SECOND, StartFailure.REFUSED_BY_RUNNER, "sluice: the runner takes no new work"));
  }

  private Runner start(String token) {
    RunnerIdentity identity =
        new RunnerIdentity(new RunnerId("local"), new Incarnation("i1"), Map.of("zone", "a"), 2);
    RunnerSettings settings = new RunnerSettings(gateway.address(), token, identity, QUICK);
    return Runner.start(settings, driver, System::nanoTime, new Random(1));
  }

  private TestSocket welcomed() throws Exception {
    TestSocket link = gateway.awaitLink();
    assertThat(link.receive()).isInstanceOf(RunnerFrame.Hello.class);
    link.send(new GatewayFrame.Welcome(new Incarnation("g1"), Map.of()));
    return link;
  }

  private static GatewayFrame start(ExecutionId id, String script) {
    return start(
        id,
        new CommandSpec("sh", List.of("-c", script), Map.of(), null, null, null, StdinMode.CLOSED));
  }

  private static GatewayFrame start(ExecutionId id, CommandSpec command) {
    return new GatewayFrame.Start(id, BOX, command);
  }

  private static RunnerFrame refused(String why) {
    return new RunnerFrame.StartFailed(FIRST, StartFailure.REFUSED_BY_RUNNER, "sluice: " + why);
  }

  private static byte[] digestOfRepeated(String line, int size) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] block = line.repeat(4096).getBytes(StandardCharsets.US_ASCII);
    for (int left = size; left > 0; left -= block.length) {
      digest.update(block, 0, Math.min(left, block.length));
    }
    return digest.digest();
  }
}
