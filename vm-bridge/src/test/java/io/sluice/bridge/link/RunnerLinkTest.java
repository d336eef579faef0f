package io.sluice.bridge.link;

import static io.sluice.bridge.link.RunnerRig.FIRST;
import static io.sluice.bridge.link.RunnerRig.SECOND;
import static io.sluice.bridge.link.RunnerRig.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link itself: made, broken, drained. */
class RunnerLinkTest {
  @TempDir Path state;
  private RunnerRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new RunnerRig(state);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void theHelloSaysWhoItIsAndTheWelcomeConnectsIt() throws Exception {
    TestSocket link = rig.gateway().awaitLink();

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
    assertThat(rig.runner().awaitConnected(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  @Tag("C19")
  void removingABoxEndsItsExecutionsAndItsDirectory() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "echo x > file; echo ready; exec sleep 30"));
    Heard heard = new Heard(link);
    heard.until(RunnerFrame.Reported.class::isInstance);

    link.send(new GatewayFrame.RemoveBox(RunnerRig.BOX));
    heard.untilOver(FIRST);

    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Signalled(9));
    await().untilAsserted(() -> assertThat(state.resolve("boxes/box")).doesNotExist());
  }

  @Test
  @Tag("L17")
  void whatTheNextWelcomeDoesNotNameIsEndedAndNothingElse() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "exec sleep 30"));
    RunnerFrame.Started first = (RunnerFrame.Started) Objects.requireNonNull(link.receive());
    link.send(start(SECOND, "exec sleep 30"));
    Heard heard = new Heard(link);
    RunnerFrame.Started second =
        (RunnerFrame.Started) heard.until(RunnerFrame.Started.class::isInstance);

    link.close();
    TestSocket next = rig.welcomed(rig.hello(), Map.of(SECOND, 0L));
    RunnerFrame again = new Heard(next).until(RunnerFrame.Started.class::isInstance);
    await().untilAsserted(() -> assertThat(Path.of("/proc/" + first.pid())).doesNotExist());
    next.send(start(FIRST, "exec sleep 30"));

    assertThat(again).isEqualTo(second);
    assertThat(Path.of("/proc/" + second.pid())).exists();
    assertThat(new Heard(next).until(RunnerFrame.StartFailed.class::isInstance))
        .isEqualTo(RunnerRig.refused(FIRST, "this execution has already ended here"));
  }

  @Test
  @Tag("L16")
  void aGatewayThatBreaksTheContractLosesTheLinkAndNothingElse() throws Exception {
    TestSocket link = rig.welcomed();

    link.send(new LinkMessage.Text("{\"type\":\"nonsense\"}"));
    TestSocket next = rig.welcomed();
    next.send(new LinkMessage.Binary(Payload.owning(new byte[200_000])));
    TestSocket last = rig.welcomed();
    last.send(start(FIRST, "echo fine"));

    assertThat(new Heard(last).untilOver(FIRST).text(FIRST, Channel.STDOUT)).isEqualTo("fine\n");
  }

  @Test
  @Tag("C16")
  void aWrongTokenConnectsNobody() throws Exception {
    rig.restart("wrong");

    assertThat(rig.runner().awaitConnected(Duration.ofMillis(300))).isFalse();
  }

  @Test
  void aDrainEndsByPolicyAndWaitsForTheAcknowledgements() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(
        start(FIRST, "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done"));
    Heard heard = new Heard(link);
    heard.until(RunnerFrame.Reported.class::isInstance);
    Thread reader = Thread.startVirtualThread(() -> heard.untilOverUnchecked(FIRST));

    boolean delivered =
        rig.runner()
            .drain(new DrainPolicy(Signal.TERM, Duration.ofSeconds(20), Duration.ofSeconds(20)));
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

  @Test
  void aDrainLetsRunWhatEndsInItsTimeWhileNothingNewIsTaken() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(
        start(FIRST, "trap 'exit 9' TERM; echo ready; read x; echo $x; exit 3", StdinMode.OPEN));
    Heard heard = new Heard(link);
    heard.until(RunnerFrame.Reported.class::isInstance);
    CompletableFuture<Boolean> drained = new CompletableFuture<>();
    Thread.startVirtualThread(() -> drained.complete(drain(Duration.ofSeconds(20))));

    untilNothingNewIsTaken(link, heard);
    link.send(new GatewayFrame.Stdin(FIRST, StdinOffset.ZERO, Payload.utf8("go\n")));
    heard.untilOver(FIRST);

    assertThat(drained.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("ready\ngo\n");
    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Code(3));
  }

  private boolean drain(Duration each) {
    try {
      return rig.runner().drain(new DrainPolicy(each, Signal.TERM, each, each));
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  /** Starts one after the other until one is refused; the others end by themselves. */
  private static void untilNothingNewIsTaken(TestSocket link, Heard heard) throws IOException {
    for (int n = 0; true; n++) {
      ExecutionId late = new ExecutionId("late" + n);
      link.send(start(late, "true"));
      RunnerFrame answer =
          heard.until(
              frame ->
                  frame instanceof RunnerFrame.StartFailed
                      || (frame instanceof RunnerFrame.Started begun
                          && begun.execution().equals(late)));
      if (answer instanceof RunnerFrame.StartFailed) {
        return;
      }
      heard.untilOver(late);
    }
  }
}
