package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process says by a FIFO that it wrote its output, and then waits. */
@Tag("O32")
class FlushTest {
  @TempDir Path state;
  private DriverRig rig;
  private Path said;

  @BeforeEach
  void open() throws Exception {
    rig = new DriverRig(state);
    said = state.resolve("said");
    assertThat(new ProcessBuilder("mkfifo", said.toString()).start().waitFor()).isZero();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aFlushIsAnsweredWhenAllWasTakenThatWasWrittenBefore() throws IOException {
    Recorder recorder = new Recorder(0);
    RunningProcess process = rig.start(shell(script("printf out; printf err >&2")), recorder);

    awaitSaid();
    process.flush(1);
    process.resumeReading();
    boolean early = recorder.isFlushed(1);
    recorder.giveRoom(Integer.MAX_VALUE);
    process.resumeReading();

    assertThat(early).isFalse();
    assertThat(recorder.awaitFlushed(1)).isEqualTo("outerr");
    process.kill();
    recorder.awaitEnd();
  }

  @Test
  void aFlushOfATerminalHasWhatWasWrittenToIt() throws IOException {
    Recorder recorder = new Recorder();
    TerminalSize size = new TerminalSize(80, 24);
    RunningProcess process = rig.start(Commands.onTerminal(size, script("printf out")), recorder);

    awaitSaid();
    process.flush(1);

    assertThat(recorder.awaitFlushed(1)).isEqualTo("out");
    process.kill();
    recorder.awaitEnd();
  }

  @Test
  void aProcessThatNeverStopsWritingHoldsNoFlush() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell("exec yes"), recorder);

    process.flush(1);

    recorder.awaitFlushed(1);
    process.kill();
    recorder.awaitEnd();
  }

  @Test
  void aFlushAfterTheEndIsAnsweredAtOnce() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell("printf out"), recorder);

    recorder.awaitEnd();
    process.flush(1);

    assertThat(recorder.awaitFlushed(1)).isEqualTo("out");
    assertThat(recorder.text(Channel.STDOUT)).isEqualTo("out");
  }

  private String script(String what) {
    return what + "; : > '" + said + "'; exec sleep 30";
  }

  /** Opening it waits for the process to open it. */
  private void awaitSaid() throws IOException {
    assertThat(Files.readAllBytes(said)).isEmpty();
  }
}
