package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orphans come to this process, and are reaped when they end; what others wait for is not. */
class OrphansTest {
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());

  @TempDir Path state;
  private DriverRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = DriverRig.with(state, Way.MARK);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  @Tag("L4")
  void anOrphanBecomesTheRunnersChildAndIsReapedWhenItEnds() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell(Escapes.then("sleep 300")), recorder);
    int orphan = Math.toIntExact(Escapes.pidOf(recorder));

    Awaitility.await().until(() -> entry(orphan).parent() == SELF);
    process.kill();

    Processes.awaitReaped(orphan);
  }

  @Test
  @Tag("L4")
  void ofManyShortOrphansNoZombieStaysAndNobodysExitIsStolen() throws Exception {
    Recorder many = new Recorder();
    rig.start(
        shell(
            "i=0; while [ $i -lt 150 ]; do (true &); setsid sh -c 'true &'; i=$((i+1)); done;"
                + " echo all; exit 4"),
        many);

    List<Integer> codes = new ArrayList<>();
    do {
      codes.add(new ProcessBuilder("/bin/sh", "-c", "exit 7").start().waitFor());
    } while (!many.text(Channel.STDOUT).contains("all"));
    many.awaitEnd();

    assertThat(codes).containsOnly(7);
    assertThat(many.status()).isEqualTo(new ExitStatus.Code(4));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> deadChildren().isEmpty());
  }

  @Test
  @Tag("L4")
  @Tag("L5")
  void aDeadChildOfADriverIsLeftToItsOwner() throws Exception {
    int pid = OwnChildren.spawn(plan("exit 3"));
    Awaitility.await().until(() -> Children.exitOf(pid).isPresent());

    OwnChildren.reapUnlessOwn(pid);

    assertThat(Children.exitOf(pid)).contains(new ExitStatus.Code(3));
    OwnChildren.reap(pid);
    assertThat(ProcFs.startTime(pid)).isNull();
  }

  private static PosixSpawn.Plan plan(String script) {
    return new PosixSpawn.Plan("/bin/sh", List.of("sh", "-c", script), List.of(), "/", List.of());
  }

  private static ProcessEntry entry(int pid) {
    return ProcFs.entries().stream().filter(e -> e.pid() == pid).findFirst().orElseThrow();
  }

  private static List<ProcessEntry> deadChildren() {
    return Census.take(List.of()).deadChildren();
  }
}
