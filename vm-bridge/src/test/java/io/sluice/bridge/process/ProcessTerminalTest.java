package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.onTerminal;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTerminalTest {
  private static final TerminalSize SIZE = new TerminalSize(101, 33);

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
  void theProcessHasATerminalOfTheAskedSizeOnAllThree() {
    Recorder ended =
        rig.run(onTerminal(SIZE, "test -t 0 && test -t 1 && test -t 2 && stty size; echo e >&2"));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("33 101\r\ne\r\n");
    assertThat(ended.text(Channel.STDERR)).isEmpty();
    assertThat(ended.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(ended.ending(Channel.STDERR)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(0));
  }

  @Test
  void theTerminalIsTheControllingOne() {
    Recorder ended = rig.run(onTerminal(SIZE, "echo via-tty > /dev/tty; exit 9"));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("via-tty\r\n");
    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(9));
  }

  @Test
  @Tag("C3")
  void aNewSizeIsSignalledAndSeen() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(
            onTerminal(
                SIZE, "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.01; done"),
            recorder);
    recorder.awaitText(Channel.STDOUT, "ready");

    process.resize(new TerminalSize(80, 24));

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).endsWith("24 80\r\n");
  }

  @Test
  @Tag("I3")
  void theEndOfInputIsTypedEvenInsideALine() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(onTerminal(SIZE, "stty -echo; echo ok; cat; echo end"), recorder);
    recorder.awaitText(Channel.STDOUT, "ok");

    process.writeStdin(Payload.utf8("one\ntwo"));
    process.endStdin();

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).isEqualTo("ok\r\none\r\ntwoend\r\n");
  }

  @Test
  void anInterruptIsTypedByTheTerminal() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(onTerminal(SIZE, "echo ready; exec sleep 30"), recorder);
    recorder.awaitText(Channel.STDOUT, "ready");

    process.writeStdin(Payload.owning(new byte[] {3}));

    assertThat(recorder.awaitEnd().status()).isEqualTo(new ExitStatus.Signalled(2));
  }

  @Test
  @Tag("C2")
  void aKillReachesJobsInGroupsOfTheirOwn() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(onTerminal(SIZE, "set -m; sleep 30 & echo job $!; wait"), recorder);
    recorder.awaitLines(Channel.STDOUT, 1);
    long job =
        Long.parseLong(
            recorder
                .text(Channel.STDOUT)
                .lines()
                .filter(l -> l.startsWith("job"))
                .findFirst()
                .orElseThrow()
                .substring(4));

    process.kill();
    recorder.awaitEnd();

    assertThat(recorder.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
    Processes.awaitEnd(job);
  }

  @Test
  void aJobCanBeStoppedByTheTerminalAndGoOnInItsForeground() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(
            onTerminal(
                SIZE, "set -m; sh -c 'echo job; read x; echo got $x'; echo stopped; fg; echo end"),
            recorder);
    recorder.awaitText(Channel.STDOUT, "job");

    process.writeStdin(Payload.owning(new byte[] {26}));
    recorder.awaitText(Channel.STDOUT, "stopped");
    process.writeStdin(Payload.utf8("line\n"));

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).contains("got line").endsWith("end\r\n");
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Code(0));
  }

  @Test
  void theEndOfTheLeaderHangsUpItsForegroundJob() {
    Recorder recorder = new Recorder();
    rig.start(
        onTerminal(
            SIZE,
            "leader=$$; set -m; sh -c 'trap \"echo yes > hung-up; exit\" HUP;"
                + " kill -9 '$leader'; while :; do sleep 0.01; done'"),
        recorder);

    recorder.awaitEnd();

    assertThat(recorder.status()).isEqualTo(new ExitStatus.Signalled(9));
    Path told = state.resolve("boxes/box/hung-up");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(told));
  }
}
