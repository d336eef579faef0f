package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.Driver.Launch;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessDriverTest {
  @TempDir Path state;

  @Test
  @Tag("L4")
  void noRecordAndNoZombieStaysOfWhatEnded() throws IOException {
    DriverRig rig = new DriverRig(state);
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell("echo; read x < /dev/zero"), recorder);
    recorder.awaitText(Channel.STDOUT, "\n");
    List<Path> whileItRuns = records();

    process.kill();
    recorder.awaitEnd();
    rig.close();

    assertThat(whileItRuns).hasSize(1);
    assertThat(records()).isEmpty();
    assertThat(Path.of("/proc/" + process.pid())).doesNotExist();
  }

  @Test
  void theNextLifeEndsWhatACrashLeftRunning() throws Exception {
    Process left = leftover("sh", "-c", "sleep 30 & wait");
    Files.createDirectories(state.resolve("spawns"));
    Files.writeString(state.resolve("spawns/e1"), record(left.pid(), 0));

    new DriverRig(state).close();

    assertThat(left.waitFor()).isEqualTo(137);
    assertThat(records()).isEmpty();
  }

  @Test
  @Tag("C13")
  void aPidThatIsAnothersByNowIsLeftAlone() throws Exception {
    Process stranger = leftover("sleep", "30");
    Files.createDirectories(state.resolve("spawns"));
    Files.writeString(state.resolve("spawns/e1"), record(stranger.pid(), 1));
    Files.writeString(state.resolve("spawns/e2"), "not a record");

    new DriverRig(state).close();

    boolean alive = stranger.isAlive();
    stranger.destroyForcibly().waitFor();
    assertThat(alive).isTrue();
    assertThat(records()).isEmpty();
  }

  @Test
  void aSecondRunnerOnTheSameDirectoryIsRefused() throws IOException {
    try (DriverRig first = new DriverRig(state)) {
      assertThatThrownBy(() -> new DriverRig(state))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another runner uses");
      assertThat(first.run(shell("echo x")).text(Channel.STDOUT)).isEqualTo("x\n");
    }
  }

  @Test
  void closingKillsWhatRunsAndRefusesWhatComes() throws IOException {
    DriverRig rig = new DriverRig(state);
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell("trap '' TERM HUP; echo; sleep 30"), recorder);
    recorder.awaitText(Channel.STDOUT, "\n");

    rig.close();
    Launch late = rig.launch(shell("true"), new Recorder());

    assertThat(Processes.isRunning(process.pid())).isFalse();
    assertThat(recorder.status()).isNull();
    assertThat(late)
        .isEqualTo(
            new Launch.Failed(StartFailure.REFUSED_BY_RUNNER, "sluice: the runner is closing"));
  }

  @Test
  void aBoxIsRemovedWithItsContentAndNothingBeyondItsLinks() throws IOException {
    Path outside = Files.createDirectories(state.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "kept");
    try (DriverRig rig = new DriverRig(state)) {
      rig.run(
          shell(
              "mkdir -p a/b; echo x > a/b/f; ln -s ../../outside link; ln -s nowhere a/dangling"));

      rig.driver.removeBox(DriverRig.BOX);
      rig.driver.removeBox(DriverRig.BOX);
    }

    assertThat(state.resolve("boxes/box")).doesNotExist();
    assertThat(outside.resolve("precious")).hasContent("kept");
  }

  private List<Path> records() throws IOException {
    try (Stream<Path> files = Files.list(state.resolve("spawns"))) {
      return files.toList();
    }
  }

  /** Leads a session of its own, as everything that a driver starts. */
  private static Process leftover(String... command) throws IOException {
    String[] whole = Stream.concat(Stream.of("setsid"), Stream.of(command)).toArray(String[]::new);
    Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
    String own = Long.toString(process.pid());
    while (!ProcFs.sessionMembers(Math.toIntExact(process.pid())).contains(Integer.valueOf(own))) {
      Thread.onSpinWait();
    }
    return process;
  }

  private static String record(long pid, long startShift) throws IOException {
    long start = Objects.requireNonNull(ProcFs.startTime(pid));
    return pid + "\n" + (start + startShift) + "\n" + ProcFs.bootId() + "\n";
  }
}
