package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.in;
import static io.sluice.bridge.process.Commands.onTerminal;
import static io.sluice.bridge.process.Commands.program;
import static io.sluice.bridge.process.Commands.shell;
import static io.sluice.bridge.process.Commands.withStdin;
import static io.sluice.bridge.process.Commands.withTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.runner.Driver.Launch;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command inside of bubblewrap is started, led and ended like one outside. */
class SandboxProcessTest {
  private static final TerminalSize SIZE = new TerminalSize(101, 33);

  @TempDir Path state;
  private SandboxRig rig;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    rig = SandboxRig.open(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 127, 143, 255})
  @Tag("L10")
  void anExitCodeIsFaithful(int code) {
    Recorder ended = rig.run(shell("echo out; echo err >&2; exit " + code));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("out\n");
    assertThat(ended.text(Channel.STDERR)).isEqualTo("err\n");
    assertThat(ended.ending(Channel.STDERR)).isEqualTo(ChannelEnding.COMPLETE);
    if (SandboxRig.ended(15) instanceof ExitStatus.Signalled || code < 128) {
      assertThat(ended.status()).isEqualTo(new ExitStatus.Code(code));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 9, 10, 12, 13, 15})
  @Tag("L10")
  void aSignalThatEndsTheCommandIsNamedAndNoneIsInheritedAsIgnored(int signal) {
    Recorder ended = rig.run(shell("kill -" + signal + " $$; sleep 30"));

    assertThat(ended.status()).isEqualTo(SandboxRig.ended(signal));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-such-program | PROGRAM_NOT_FOUND | sluice: no-such-program: command not found",
        "./none | PROGRAM_NOT_FOUND | sluice: ./none: no such file or directory",
        "./plain | PROGRAM_NOT_EXECUTABLE | sluice: ./plain: permission denied",
        "/usr | PROGRAM_NOT_EXECUTABLE | sluice: /usr: is a directory"
      })
  @Tag("L7")
  void whatCannotStartIsRefusedAsOutside(String program, StartFailure failure, String message)
      throws IOException {
    Files.createDirectories(state.resolve("boxes/box"));
    Files.writeString(state.resolve("boxes/box/plain"), "x");
    Recorder recorder = new Recorder();

    Launch launch = rig.launch(program(program), recorder);

    assertThat(launch).isEqualTo(new Launch.Failed(failure, message));
    assertThat(recorder.text(Channel.STDERR)).isEmpty();
    assertThat(state.resolve("spawns")).isEmptyDirectory();
  }

  @Test
  void aMissingWorkingDirectoryIsRefusedAsOutside() {
    assertThat(rig.launch(in("none", "true"), new Recorder()))
        .isEqualTo(
            new Launch.Failed(
                StartFailure.WORKING_DIRECTORY_UNUSABLE, "sluice: none: no such directory"));
  }

  @Test
  void aProgramThatOnlyTheHostHasIsNotFound() throws IOException {
    Path script = Files.writeString(state.resolve("tool"), "#!/bin/sh\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(rig.launch(program(script.toString()), new Recorder()))
        .isInstanceOfSatisfying(
            Launch.Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(StartFailure.PROGRAM_NOT_FOUND));
  }

  @Test
  @Tag("C1")
  void aSignalReachesTheCommandAndNotWhatKeepsIt() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(
            shell("trap 'echo caught; exit 4' TERM; echo set; while :; do sleep 0.01; done"),
            recorder);
    recorder.awaitText(Channel.STDOUT, "set");

    process.signal(Signal.TERM);

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).isEqualTo("set\ncaught\n");
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Code(4));
  }

  @Test
  @Tag("C1")
  void aSignalRightAfterTheStartIsNotLost() {
    Recorder recorder = new Recorder();

    rig.start(shell("sleep 300"), recorder).signal(Signal.TERM);

    assertThat(recorder.awaitEnd().status()).isEqualTo(SandboxRig.ended(15));
  }

  @Test
  void aCommandThatSignalsItsGroupEndsOnlyThat() {
    Recorder ended = rig.run(shell("trap 'echo me; exit 3' TERM; kill -TERM 0; sleep 30"));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("me\n");
    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(3));
  }

  @Test
  @Tag("C14")
  void aTimeOutGivesTheCommandItsGrace() {
    Recorder ended =
        rig.run(
            withTimeout(
                "trap 'echo bye; exit 5' TERM; while :; do sleep 0.01; done",
                Duration.ofMillis(700)));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("bye\n");
    assertThat(ended.timedOut()).isTrue();
    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(5));
  }

  @Test
  @Tag("C2")
  void aKillEndsAllInsideThoughItLeftItsParentAndEnvironment() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(shell(Escapes.withoutEnvironmentThen("sleep 300")), recorder);
    Escapes.pidOf(recorder);
    int init = ProcFs.children(Math.toIntExact(process.pid())).getFirst();

    process.kill();
    recorder.awaitEnd();

    assertThat(recorder.status()).isIn(SandboxRig.ended(9), new ExitStatus.Signalled(9));
    Processes.awaitReaped(init);
  }

  @Test
  @Tag("O6")
  void whatACommandLeavesBehindHoldsNoOutputAndGoesWithTheBox() {
    Recorder ended = rig.run(shell("sleep 300 >/dev/null 2>&1 & echo $!; exit 6"));
    long before = ProcFs.entries().stream().filter(SandboxProcessTest::isOfThisRunner).count();

    rig.driver.stopBox(DriverRig.BOX);

    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(6));
    assertThat(ended.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(before).isPositive();
    Awaitility.await()
        .until(() -> ProcFs.entries().stream().noneMatch(SandboxProcessTest::isOfThisRunner));
    assertThat(state.resolve("boxes/box")).isDirectory();
  }

  private static boolean isOfThisRunner(ProcessEntry entry) {
    return entry.parent() == Census.SELF
        && ProcFs.variable(entry.pid(), Family.MARK_VARIABLE) != null
        && !entry.isZombie();
  }

  @Test
  @Tag("I3")
  void inputIsReadToItsEnd() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(withStdin("cat; echo end"), recorder);

    process.writeStdin(Payload.utf8("hello\n"));
    process.endStdin();

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).isEqualTo("hello\nend\n");
  }

  @Test
  @Tag("O20")
  void theEndOfOneChannelIsToldBeforeTheOther() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(withStdin("exec 1>&-; read line; echo e >&2"), recorder);

    recorder.awaitEnding(Channel.STDOUT);
    process.endStdin();

    assertThat(recorder.awaitEnd().text(Channel.STDERR)).isEqualTo("e\n");
  }

  @Test
  @Tag("C3")
  void aTerminalIsTheControllingOneAndTellsANewSize() {
    CommandSpec command =
        onTerminal(
            SIZE,
            "tty; stty size; trap 'stty size; exit 9' WINCH;"
                + " echo via-tty > /dev/tty; while :; do sleep 0.01; done");
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(command, recorder);
    recorder.awaitText(Channel.STDOUT, "via-tty");

    process.resize(new TerminalSize(80, 24));

    assertThat(recorder.awaitEnd().text(Channel.STDOUT))
        .isEqualTo("/dev/console\r\n33 101\r\nvia-tty\r\n24 80\r\n");
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Code(9));
  }

  @Test
  void anInterruptFromTheTerminalReachesWhatRunsOnIt() {
    Recorder recorder = new Recorder();
    RunningProcess process =
        rig.start(
            onTerminal(SIZE, "trap 'echo caught' INT; stty -echo; echo ready; sleep 300; exit 8"),
            recorder);
    recorder.awaitText(Channel.STDOUT, "ready");
    Awaitility.await().until(() -> ProcFs.entries().stream().anyMatch(SandboxProcessTest::sleeps));

    process.writeStdin(Payload.utf8("\u0003"));

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).contains("caught");
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Code(8));
  }

  private static boolean sleeps(ProcessEntry entry) {
    return ProcFs.variable(entry.pid(), Family.MARK_VARIABLE) != null
        && ProcessHandle.of(entry.pid())
            .flatMap(handle -> handle.info().command())
            .filter(command -> command.endsWith("/sleep"))
            .isPresent();
  }
}
