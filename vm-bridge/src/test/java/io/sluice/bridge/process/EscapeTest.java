package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.shell;
import static io.sluice.bridge.process.Commands.withStdin;
import static io.sluice.bridge.process.Commands.withTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Grandchildren that left group and session are ended all the same. */
class EscapeTest {
  @TempDir Path state;

  @ParameterizedTest
  @EnumSource
  @Tag("C2")
  void aKillReachesAGrandchildThatLeftGroupAndSession(Way way) throws IOException {
    try (DriverRig rig = DriverRig.with(state, way.assumeUsable())) {
      Recorder recorder = new Recorder();
      RunningProcess process = rig.start(shell(Escapes.then("sleep 300")), recorder);
      long escaped = Escapes.pidOf(recorder);

      process.kill();
      recorder.awaitEnd();

      assertThat(recorder.status()).isEqualTo(new ExitStatus.Signalled(9));
      Processes.awaitEnd(escaped);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("C2")
  void aKillCatchesWhoForksAndEndsWithoutPause(Way way) throws IOException {
    Path box = Files.createDirectories(state.resolve("boxes/box"));
    Files.writeString(box.resolve("hop"), "echo hop; sleep 0.01; setsid sh ./hop &\n");
    try (DriverRig rig = DriverRig.with(state, way.assumeUsable())) {
      String life = Objects.requireNonNull(Life.read(state.resolve("life"))).name();
      Recorder recorder = new Recorder();
      RunningProcess process = rig.start(shell("sh ./hop; sleep 300"), recorder);
      recorder.awaitLines(Channel.STDOUT, 20);

      process.kill();
      recorder.awaitEnd();

      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !hasMember(life));
    }
  }

  private static boolean hasMember(String life) {
    return ProcFs.entries().stream()
        .map(entry -> ProcFs.variable(entry.pid(), Family.MARK_VARIABLE))
        .anyMatch(mark -> mark != null && mark.startsWith(life));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("C14")
  void aTimeOutReachesAGrandchildThatLeftAndIgnoresTheTerm(Way way) throws IOException {
    try (DriverRig rig = DriverRig.with(state, way.assumeUsable())) {
      Recorder recorder = new Recorder();
      rig.start(
          withTimeout(Escapes.deafToTermThen("sleep 300"), Duration.ofMillis(1_500)), recorder);
      long escaped = Escapes.pidOf(recorder);

      recorder.awaitEnd();

      assertThat(recorder.timedOut()).isTrue();
      assertThat(recorder.status()).isEqualTo(new ExitStatus.Signalled(15));
      Processes.awaitEnd(escaped);
    }
  }

  @Test
  @Tag("C14")
  void theTermOfATimeOutReachesAGrandchildThatLeft() throws IOException {
    Duration never = Duration.ofMinutes(10);
    try (DriverRig rig =
        new DriverRig(state, Duration.ofMillis(300), never, Way.MARK.containments())) {
      Recorder recorder = new Recorder();
      rig.start(withTimeout(Escapes.then("sleep 300"), Duration.ofMillis(1_500)), recorder);
      long escaped = Escapes.pidOf(recorder);

      Processes.awaitEnd(escaped);

      assertThat(recorder.awaitExit().status()).isEqualTo(new ExitStatus.Signalled(15));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("C13")
  void theRemovalOfABoxEndsWhatItsEndedExecutionsLeftAndNothingElse(Way way) throws IOException {
    try (DriverRig rig = DriverRig.with(state, way.assumeUsable())) {
      Recorder recorder = new Recorder();
      Recorder elsewhere = new Recorder();
      rig.start(shell(Escapes.then("exit 5")), recorder);
      rig.startIn(new BoxId("other"), Escapes.then("exit 6"), elsewhere);
      long escaped = Escapes.pidOf(recorder);
      long stays = Escapes.pidOf(elsewhere);
      recorder.awaitEnd();
      elsewhere.awaitEnd();
      boolean livedOn = Processes.isRunning(escaped);

      rig.driver.removeBox(DriverRig.BOX);

      assertThat(recorder.status()).isEqualTo(new ExitStatus.Code(5));
      assertThat(livedOn).isTrue();
      assertThat(Processes.isRunning(escaped)).isFalse();
      assertThat(Processes.isRunning(stays)).isTrue();
      assertThat(state.resolve("boxes/box")).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCloseOfTheDriverEndsWhatLeft(Way way) throws IOException {
    Recorder running = new Recorder();
    Recorder ended = new Recorder();
    long first;
    long second;
    try (DriverRig rig = DriverRig.with(state, way.assumeUsable())) {
      rig.start(shell(Escapes.then("sleep 300")), running);
      rig.start(shell(Escapes.then("exit 0")), ended);
      first = Escapes.pidOf(running);
      second = Escapes.pidOf(ended);
      ended.awaitEnd();
    }

    assertThat(Processes.isRunning(first)).isFalse();
    assertThat(Processes.isRunning(second)).isFalse();
    assertThat(state.resolve("life")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARK")
  void aControlGroupHoldsEvenWhoClearedItsEnvironment(Way way) throws IOException {
    try (DriverRig rig = DriverRig.with(state, way.assumeUsable())) {
      Recorder recorder = new Recorder();
      RunningProcess process =
          rig.start(withStdin("read x; " + Escapes.withoutEnvironmentThen("sleep 300")), recorder);
      // By now it is in its group, and so is all that it forks.
      process.writeStdin(Payload.utf8("go\n"));
      long escaped = Escapes.pidOf(recorder);

      process.kill();

      Processes.awaitEnd(escaped);
    }
  }

  @Test
  void descentFindsWhoClearedItsEnvironmentWhileItsParentLives() throws IOException {
    try (DriverRig rig = DriverRig.with(state, Way.MARK)) {
      Recorder recorder = new Recorder();
      RunningProcess process =
          rig.start(
              shell("env -i PATH=\"$PATH\" setsid sh -c 'echo $$; sleep 300 >&- 2>&-; :' & wait"),
              recorder);
      long escaped = Escapes.pidOf(recorder);

      process.kill();

      Processes.awaitEnd(escaped);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARK")
  void noControlGroupStaysOfWhatEnded(Way way) throws IOException {
    Path group;
    try (DriverRig rig = DriverRig.with(state, way.assumeUsable())) {
      Life life = Objects.requireNonNull(Life.read(state.resolve("life")));
      group = Objects.requireNonNull(life.group()).directory();

      rig.run(shell("true"));
      rig.run(shell(Escapes.then("kill -9 $$")));

      rig.driver.removeBox(DriverRig.BOX);
      Awaitility.await().until(() -> directories(group) == 0);
    }
    assertThat(group).doesNotExist();
  }

  private static long directories(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).count();
    }
  }
}
