package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway without a runner of its own, and one that stands alone. */
class RunnerIT {
  /** Tells the pids of a grandchild that left group, session and parent, and of itself. */
  private static final String ESCAPE =
      "setsid sh -c 'sh -c \"echo \\$\\$; exec sleep 300 </dev/null >/dev/null 2>&1\" &';"
          + " echo $$; exec sleep 300";

  @TempDir Path data;
  @TempDir Path runnerData;

  @Test
  @Tag("C15")
  void withoutARunnerAStartIsATypedAnswerAndNothingIsLeft() throws Exception {
    try (Rig rig = Rig.start(data, "--no-local-runner")) {
      assertThatThrownBy(() -> rig.exec("true"))
          .isInstanceOfSatisfying(
              SluiceProblem.class,
              problem -> {
                assertThat(problem.status()).isEqualTo(503);
                assertThat(problem.code()).isEqualTo("engine_unavailable");
              });

      assertThat(rig.client().executions(null).items()).isEmpty();
    }
  }

  @Test
  void aRunnerOfItsOwnServesAndItsConsumersAreToldWhenTheGatewayGoesAway() throws Exception {
    Watched watched = new Watched();
    try (Rig rig = Rig.start(data, "--no-local-runner");
        RunnerProcess _ = runner(rig.gateway())) {
      String id = startedOnceARunnerIsThere(rig);
      AttachEnd end;
      try (Attachment attachment = rig.client().attach(AttachRequest.controller(id), watched)) {
        watched.awaitFirstOutput();
        rig.gateway().terminate();
        end = attachment.await();
      }

      assertThat(end)
          .isInstanceOfSatisfying(
              AttachEnd.Cut.class, cut -> assertThat(cut.closeCode()).isEqualTo(1001));
    }
    awaitGone(Long.parseLong(watched.stdout().strip()));
  }

  @Test
  @Tag("L10")
  @Tag("L18")
  void aRunnerThatIsKilledEndsItsExecutionsAsLostWithWhatWasAcknowledged() throws Exception {
    Path config = Files.writeString(runnerData.resolve("sluice.conf"), "sluice.runner.grace = 1s");
    try (Rig rig = Rig.start(data, "--no-local-runner", "--config", config.toString())) {
      RunnerProcess runner = runner(rig.gateway());
      String id = startedOnceARunnerIsThere(rig);
      Watched watched = new Watched();
      AttachEnd end;
      try (Attachment attachment = rig.client().attach(AttachRequest.controller(id), watched)) {
        watched.awaitFirstOutput();
        runner.killHard();
        end = attachment.await();
      }
      ExecutionInfo info = rig.client().execution(id);

      assertThat(end).isEqualTo(new AttachEnd.ExitUnknown());
      assertThat(info.reason()).isEqualTo("lost");
      assertThat(info.incomplete()).isTrue();
      assertThat(Watched.of(rig.client(), id).stdout()).isEqualTo(watched.stdout());
      awaitGone(Long.parseLong(watched.stdout().strip()));
    }
  }

  @Test
  @Tag("L4")
  void afterAKillOfARunnerNothingOfItsExecutionsIsLeftThoughNoOtherStarts() throws Exception {
    Path config = Files.writeString(runnerData.resolve("sluice.conf"), "sluice.runner.grace = 1s");
    try (Rig rig = Rig.start(data, "--no-local-runner", "--config", config.toString())) {
      RunnerProcess runner = runner(rig.gateway());
      String id = startedOnceARunnerIsThere(rig, ESCAPE);
      Watched watched = new Watched();
      try (Attachment attachment = rig.client().attach(AttachRequest.controller(id), watched)) {
        Awaitility.await().atMost(Rig.LONG).until(() -> watched.stdout().lines().count() == 2);
        runner.killHard();
        attachment.await();
      }

      for (String pid : watched.stdout().lines().toList()) {
        awaitGone(Long.parseLong(pid));
      }
    }
  }

  /** Unended it lives for minutes; a zombie of somebody else's is not ours to wait for. */
  private static void awaitGone(long pid) {
    Awaitility.await()
        .atMost(Rig.LONG)
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private RunnerProcess runner(GatewayProcess gateway) throws IOException {
    return RunnerProcess.start(gateway.url(), gateway, runnerData);
  }

  private static String startedOnceARunnerIsThere(Rig rig) {
    return startedOnceARunnerIsThere(rig, "echo $$; exec sleep 300");
  }

  private static String startedOnceARunnerIsThere(Rig rig, String script) {
    return Awaitility.await()
        .atMost(Rig.LONG)
        .ignoreExceptionsMatching(
            failure -> failure instanceof SluiceProblem problem && problem.status() == 503)
        .until(() -> rig.exec(script), id -> !id.isEmpty());
  }
}
