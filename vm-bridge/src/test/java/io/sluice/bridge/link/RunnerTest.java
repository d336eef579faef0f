package io.sluice.bridge.link;

import static io.sluice.bridge.link.RunnerRig.FIRST;
import static io.sluice.bridge.link.RunnerRig.SECOND;
import static io.sluice.bridge.link.RunnerRig.refused;
import static io.sluice.bridge.link.RunnerRig.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What executions do over a link. */
class RunnerTest {
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
  @Tag("L7")
  @Tag("L9")
  @Tag("O26")
  void anExecutionIsReportedFromItsStartToItsEnds() throws Exception {
    TestSocket link = rig.welcomed();

    link.send(start(FIRST, "echo out; exit 7"));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.frames().getFirst()).isInstanceOf(RunnerFrame.Started.class);
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("out\n");
    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Code(7));
    assertThat(heard.ending(FIRST, Channel.STDERR)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(heard.sequences(FIRST)).isEqualTo(heard.countedFromOne(FIRST));
  }

  @Test
  @Tag("C19")
  void whatAnEndedExecutionLeftGoesWithTheStopOfItsBoxAndNothingThatStartsAfter() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "sleep 300 </dev/null >/dev/null 2>&1 & echo $!"));
    Heard first = new Heard(link).untilOver(FIRST);
    long left = Long.parseLong(first.text(FIRST, Channel.STDOUT).strip());
    boolean livedOn = ProcessHandle.of(left).isPresent();

    link.send(new GatewayFrame.StopBox(RunnerRig.BOX));
    link.send(start(SECOND, "ls -d ."));

    assertThat(livedOn).isTrue();
    assertThat(new Heard(link).untilOver(SECOND).text(SECOND, Channel.STDOUT)).endsWith(".\n");
    Awaitility.await().until(() -> ProcessHandle.of(left).isEmpty());
  }

  @Test
  @Tag("L7")
  void aFailedStartIsAnswered() throws Exception {
    TestSocket link = rig.welcomed();

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
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "exec sleep 30"));
    RunnerFrame started = link.receive();

    link.send(start(FIRST, "exec sleep 30"));
    RunnerFrame again = new Heard(link).until(RunnerFrame.Started.class::isInstance);
    link.send(new GatewayFrame.Kill(FIRST));
    new Heard(link).untilOver(FIRST);
    link.send(start(FIRST, "exec sleep 30"));

    assertThat(again).isEqualTo(started);
    assertThat(new Heard(link).until(RunnerFrame.StartFailed.class::isInstance))
        .isEqualTo(refused(FIRST, "this execution has already ended here"));
  }

  @Test
  void aStartOverTheCapacityIsRefused() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(new ExecutionId("a"), "exec sleep 30"));
    link.send(start(new ExecutionId("b"), "exec sleep 30"));

    link.send(start(FIRST, "true"));

    assertThat(new Heard(link).until(RunnerFrame.StartFailed.class::isInstance))
        .isEqualTo(refused(FIRST, "the runner is at its capacity of 2"));
  }

  @Test
  @Tag("O24")
  void sixtyFourMebibytesAreWholeThoughTheJournalIsSlow() throws Exception {
    int size = 64 * 1024 * 1024;
    TestSocket link = rig.welcomed();

    link.send(start(FIRST, "yes 0123456789abcdef | head -c " + size));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.bytes(FIRST)).isEqualTo(size);
    assertThat(heard.digest()).isEqualTo(digestOfRepeated("0123456789abcdef\n", size));
  }

  @Test
  @Tag("O23")
  @Tag("O24")
  @Tag("O34")
  void aFloodThatNobodyAcknowledgesHoldsNothingElseUp() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "yes"));
    new Heard(link).until(RunnerFrame.Reported.class::isInstance);

    link.send(start(SECOND, "echo small"));
    link.send(new GatewayFrame.Beat(41));
    link.send(new GatewayFrame.Beat(42));
    Heard heard = new Heard(link).ignoring(FIRST).untilOver(SECOND);
    heard.untilHeard(new RunnerFrame.BeatAnswered(42));

    assertThat(heard.text(SECOND, Channel.STDOUT)).isEqualTo("small\n");
    assertThat(heard.ignoredBytes()).isBetween(1L, (long) LinkLimits.OUTPUT_WINDOW_BYTES);
  }

  @Test
  @Tag("I12")
  @Tag("I3")
  void stdinIsAppliedOnceInOrderAndAnswered() throws Exception {
    TestSocket link = rig.welcomed();
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
          new GatewayFrame.Stdin(FIRST, new StdinOffset(at), input.slice(at, at + 70_000));
      link.send(part);
      link.send(part);
    }
    link.send(new GatewayFrame.StdinEnd(FIRST, new StdinOffset(bytes.length)));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.bytes(FIRST)).isEqualTo(bytes.length);
    assertThat(heard.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(
            heard.heard(
                new RunnerFrame.StdinAcknowledged(FIRST, new StdinOffset(bytes.length), true)))
        .isTrue();
  }

  @Test
  @Tag("I7")
  @Tag("I12")
  void overlapsAndRepeatedEndsAreAppliedOnceAndAGapNotAtAll() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "cat", StdinMode.OPEN));

    link.send(stdin(0, "abcd"));
    link.send(stdin(2, "cdef"));
    link.send(stdin(7, "gap"));
    link.send(stdin(6, ""));
    link.send(new GatewayFrame.StdinEnd(FIRST, new StdinOffset(9)));
    link.send(stdin(6, "g"));
    link.send(new GatewayFrame.StdinEnd(FIRST, new StdinOffset(7)));
    link.send(new GatewayFrame.StdinEnd(FIRST, new StdinOffset(7)));
    link.send(stdin(6, "gh"));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("abcdefg");
    heard.untilHeard(new RunnerFrame.StdinAcknowledged(FIRST, new StdinOffset(7), true));
  }

  private static GatewayFrame stdin(long offset, String text) {
    return new GatewayFrame.Stdin(FIRST, new StdinOffset(offset), Payload.utf8(text));
  }

  @Test
  @Tag("I11")
  void thatAProcessClosedItsInputEarlyIsToldWhileItRuns() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "head -c 2; exec 0<&-; exec sleep 30", StdinMode.OPEN));
    Heard heard = new Heard(link);

    link.send(stdin(0, "ab"));
    heard.until(RunnerTest::closesInput);
    link.send(stdin(2, "nobody reads this"));
    RunnerFrame answer = heard.until(RunnerTest::closesInput);
    link.send(new GatewayFrame.Kill(FIRST));
    heard.untilOver(FIRST);

    assertThat(answer)
        .isEqualTo(new RunnerFrame.StdinAcknowledged(FIRST, new StdinOffset(2), true));
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("ab");
  }

  private static boolean closesInput(RunnerFrame frame) {
    return frame instanceof RunnerFrame.StdinAcknowledged(_, _, boolean closed) && closed;
  }

  @Test
  @Tag("I11")
  void inputForAProcessThatTakesNoneIsAnsweredAsClosed() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "exec sleep 30"));
    Heard heard = new Heard(link);
    heard.until(
        frame -> frame.equals(new RunnerFrame.StdinAcknowledged(FIRST, StdinOffset.ZERO, true)));

    link.send(new GatewayFrame.Stdin(FIRST, StdinOffset.ZERO, Payload.utf8("x")));
    RunnerFrame answer = heard.until(RunnerFrame.StdinAcknowledged.class::isInstance);

    assertThat(answer).isEqualTo(new RunnerFrame.StdinAcknowledged(FIRST, StdinOffset.ZERO, true));
  }

  @Test
  @Tag("C1")
  void aSignalThatOvertakesTheSpawnIsNotLost() throws Exception {
    TestSocket link = rig.welcomed();

    link.send(start(FIRST, "exec sleep 30"));
    link.send(new GatewayFrame.SendSignal(FIRST, Signal.INT));
    Heard heard = new Heard(link).untilOver(FIRST);

    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Signalled(2));
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
