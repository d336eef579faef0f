package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After the death of a runner's process nothing of its executions is left. */
class WatchdogTest {
  @TempDir Path state;
  private @Nullable Process runner;
  private final List<Long> started = new ArrayList<>();

  @AfterEach
  void endWhatAFailureLeft() {
    if (runner != null) {
      runner.destroyForcibly();
    }
    started.forEach(Processes::end);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("L4")
  void afterAKillOfTheRunnerNothingOfItIsLeft(Way way) throws IOException {
    Process killed = start(way.assumeUsable());
    long watchdog = watchdogOf(killed);
    Life life = Objects.requireNonNull(Life.read(state.resolve("life")));
    assertThat(started).hasSize(3).allMatch(Processes::isRunning);

    killed.destroyForcibly();

    started.forEach(Processes::awaitEnd);
    Processes.awaitEnd(watchdog);
    ControlGroup group = life.group();
    if (group != null) {
      assertThat(group.directory()).doesNotExist();
    }
    for (Controller controller : Controller.values()) {
      Path home = ControlGroupMounts.home(controller);
      if (home != null) {
        assertThat(home.resolve(ControlGroups.nameOf(life.name()))).doesNotExist();
      }
    }
  }

  @Test
  @Tag("L4")
  void aWatchdogThatWasKilledIsReplaced() throws IOException {
    Process killed = start(Way.MARK);
    long first = watchdogOf(killed);

    Processes.end(first);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isReplaced(killed, first));
    killed.destroyForcibly();

    started.forEach(Processes::awaitEnd);
  }

  @Test
  @Tag("L4")
  void anEndInOrderLeavesNeitherProcessesNorTheWatchdog() throws Exception {
    Process ended = start(Way.MARK);
    long watchdog = watchdogOf(ended);

    ended.getOutputStream().close();
    int code = ended.waitFor();

    assertThat(code).isZero();
    assertThat(started).noneMatch(Processes::isRunning);
    Processes.awaitEnd(watchdog);
    assertThat(state.resolve("life")).doesNotExist();
  }

  @Test
  @Tag("C13")
  void theNextLifeEndsWhatItsMarkNamesAndNothingElse() throws Exception {
    String former = ProcFs.unguessable();
    new Life(former, null).write(state.resolve("life"));
    Process left = marked(Family.mark(former, "one"));
    Process stranger = marked(Family.mark(ProcFs.unguessable(), "one"));

    new DriverRig(state).close();

    assertThat(left.waitFor()).isEqualTo(137);
    assertThat(stranger.isAlive()).isTrue();
    stranger.destroyForcibly();
  }

  private Process start(Way way) throws IOException {
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DriverMain.class.getName(),
                state.toString(),
                way.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    runner = made;
    BufferedReader told = made.inputReader(StandardCharsets.UTF_8);
    for (String line = told.readLine(); !"ready".equals(line); line = told.readLine()) {
      // Lines of a log come between.
      if (Objects.requireNonNull(line, "the runner ended").matches("\\d+")) {
        started.add(Long.valueOf(line));
      }
    }
    return made;
  }

  private Process marked(String mark) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "300");
    builder.environment().put(Family.MARK_VARIABLE, mark);
    Process process = builder.start();
    started.add(process.pid());
    Awaitility.await()
        .until(
            () ->
                mark.equals(ProcFs.variable(Math.toIntExact(process.pid()), Family.MARK_VARIABLE)));
    return process;
  }

  private static boolean isReplaced(Process runner, long former) {
    List<Long> now = watchdogsOf(runner);
    return now.size() == 1 && !now.contains(former);
  }

  private static long watchdogOf(Process runner) {
    List<Long> found = watchdogsOf(runner);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<Long> watchdogsOf(Process runner) {
    return ProcFs.entries().stream()
        .filter(entry -> entry.parent() == runner.pid() && entry.isAlive())
        .map(entry -> (long) entry.pid())
        .filter(WatchdogTest::isWatchdog)
        .toList();
  }

  private static boolean isWatchdog(long pid) {
    try {
      Path line = Path.of("/proc", Long.toString(pid), "cmdline");
      return Files.readString(line, StandardCharsets.ISO_8859_1).contains("sluice-watchdog");
    } catch (IOException gone) {
      return false;
    }
  }
}
