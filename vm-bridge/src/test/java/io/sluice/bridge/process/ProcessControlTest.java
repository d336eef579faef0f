package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.shell;
import static io.sluice.bridge.process.Commands.withTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessControlTest {
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

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 127, 255})
  @Tag("L10")
  void anExitCodeIsFaithful(int code) {
    Recorder ended = rig.run(shell("exit " + code));

    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(code));
    assertThat(ended.timedOut()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 9, 10, 12, 13, 15})
  @Tag("L10")
  void aSignalThatEndsTheProcessIsNamedAndNoneIsInheritedAsIgnored(int signal) {
    Recorder ended = rig.run(shell("kill -" + signal + " $$; sleep 30"));

    assertThat(ended.status()).isEqualTo(new ExitStatus.Signalled(signal));
  }

  @Test
  @Tag("C1")
  void aSignalReachesTheProcess() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(
            shell("trap 'echo caught; exit 4' USR1; echo set; while :; do sleep 0.01; done"),
            recorder);
    recorder.awaitText(Channel.STDOUT, "set");

    process.signal(Signal.USR1);

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).isEqualTo("set\ncaught\n");
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Code(4));
  }

  @Test
  @Tag("C2")
  void aKillReachesTheWholeGroup() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(shell("sh -c 'trap \"\" TERM; echo $$; sleep 30' & echo; wait"), recorder);
    recorder.awaitLines(Channel.STDOUT, 2);
    long child = Long.parseLong(recorder.text(Channel.STDOUT).strip());

    process.kill();
    recorder.awaitEnd();

    assertThat(recorder.status()).isEqualTo(new ExitStatus.Signalled(9));
    assertThat(recorder.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(Processes.isRunning(child)).isFalse();
  }

  @Test
  @Tag("C14")
  void aTimeoutEndsTheGroupThoughAChildIgnoresTheTerm() {
    Recorder ended =
        rig.run(
            withTimeout(
                "sh -c 'trap \"\" TERM; echo $$; while :; do sleep 30; done' & wait",
                Duration.ofMillis(1_500)));

    long child = Long.parseLong(ended.text(Channel.STDOUT).strip());
    assertThat(ended.timedOut()).isTrue();
    assertThat(ended.status()).isEqualTo(new ExitStatus.Signalled(15));
    assertThat(ended.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(Processes.isRunning(child)).isFalse();
  }

  @Test
  @Tag("C14")
  void aProcessThatIgnoresTheTermIsKilledAfterItsGrace() {
    Recorder ended =
        rig.run(
            withTimeout(
                "trap 'echo term' TERM; while :; do sleep 0.02; done", Duration.ofMillis(1_500)));

    assertThat(ended.timedOut()).isTrue();
    assertThat(ended.status()).isEqualTo(new ExitStatus.Signalled(9));
    assertThat(ended.text(Channel.STDOUT)).contains("term");
  }

  @Test
  @Tag("C14")
  void aProcessThatEndsInTimeIsNotTimedOut() {
    Recorder ended = rig.run(withTimeout("echo done", Duration.ofSeconds(60)));

    assertThat(ended.timedOut()).isFalse();
    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(0));
  }

  @Test
  void controlsAfterTheEndDoNothing() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell("exit 0"), recorder);
    recorder.awaitEnd();

    process.signal(Signal.TERM);
    process.kill();
    process.endStdin();
    process.resumeReading();

    assertThat(rig.run(shell("echo alive")).text(Channel.STDOUT)).isEqualTo("alive\n");
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Code(0));
  }
}
