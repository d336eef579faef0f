package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.shell;
import static io.sluice.bridge.process.Commands.withStdin;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessStdinTest {
  @TempDir Path state;
  private DriverRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new DriverRig(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  @Tag("I4")
  void aZeroLengthReadConsumesNothing() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(withStdin("head -c 0; dd bs=1 count=0 2>/dev/null; cat"), recorder);

    process.writeStdin(Payload.utf8("abc"));
    process.endStdin();

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).isEqualTo("abc");
  }

  @Test
  @Tag("I1")
  void aReadSmallerThanAChunkLeavesTheRestForTheNext() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(withStdin("head -c 2; echo; head -c 3; echo; cat"), recorder);

    process.writeStdin(Payload.utf8("abcdefgh"));
    process.endStdin();

    assertThat(recorder.awaitEnd().text(Channel.STDOUT).replace("\n", "")).isEqualTo("abcdefgh");
  }

  @Test
  @Tag("I2")
  void emptyInputIsNotTheEnd() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(withStdin("cat"), recorder);

    process.writeStdin(Payload.EMPTY);
    process.writeStdin(Payload.utf8("after"));
    process.endStdin();

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).isEqualTo("after");
  }

  @Test
  @Tag("I3")
  void everythingQueuedIsWrittenBeforeTheEndOfInput() {
    byte[] bytes = new byte[1_000_000];
    new Random(7).nextBytes(bytes);
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(withStdin("cat"), recorder);

    process.writeStdin(Payload.copyOf(bytes));
    process.endStdin();
    process.endStdin();
    recorder.awaitEnd();

    assertThat(recorder.raw(Channel.STDOUT)).isEqualTo(bytes);
    assertThat(recorder.written()).isEqualTo(bytes.length);
    assertThat(recorder.closes()).isEqualTo(1);
  }

  @Test
  @Tag("I11")
  void aProcessThatClosesItsInputIsHeardOfAndRunsOn() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(withStdin("exec 0<&-; echo closed; exec sleep 30"), recorder);

    recorder.awaitStdinClosed();
    process.writeStdin(Payload.utf8("nobody reads this"));
    boolean ended = recorder.hasEnded();
    process.kill();
    recorder.awaitEnd();

    assertThat(ended).isFalse();
    assertThat(recorder.written()).isZero();
    assertThat(recorder.text(Channel.STDOUT)).isEqualTo("closed\n");
  }

  @Test
  @Tag("I8")
  @Tag("I11")
  void inputThatNobodyTakesDoesNotHoldTheExitBack() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(withStdin("read line; exit 5"), recorder);

    process.writeStdin(Payload.owning(new byte[500_000]));
    process.writeStdin(Payload.utf8("\n"));
    process.writeStdin(Payload.utf8("first\n"));
    recorder.awaitWritten(1);
    process.kill();
    recorder.awaitEnd();

    assertThat(recorder.closes()).isEqualTo(1);
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Signalled(9));
  }

  @Test
  @Tag("I6")
  void closedInputIsAnEndOfFileFromTheStart() {
    Recorder ended = rig.run(shell("cat; echo end"));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("end\n");
    assertThat(ended.closes()).isEqualTo(1);
  }
}
