package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.SluiceClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Running executions outlive the gateway, the database, and the link of their runner; and end with
 * all that was acknowledged when it is gone. Properties: {@code sluice.it.readopt}, how many run at
 * once; {@code sluice.it.rounds}, how often something is broken in each way.
 */
@Tag("L17")
@Timeout(value = 4, unit = TimeUnit.HOURS) // Every wait in it has its own bound.
class ReadoptionIT {
  private static final int EXECUTIONS = Integer.getInteger("sluice.it.readopt", 50);
  private static final int TURNS = Integer.getInteger("sluice.it.rounds", 1);
  private static final int FEW = 6;
  private static final int CUTS = 12;

  @TempDir Path data;
  @TempDir Path runnerData;

  @Test
  @Tag("O9")
  @Tag("O34")
  @Tag("O35")
  @Tag("I12")
  void afterTheGatewayIsKilledWhatRunsGoesOnAndItsConsumersSeeNothingOfIt() throws Exception {
    GatewayProcess gateway = GatewayProcess.start(data, "--no-local-runner");
    String address = gateway.url().getHost() + ":" + gateway.url().getPort();
    try (RunnerProcess runner = RunnerProcess.start(gateway.url(), gateway, runnerData);
        SluiceClient client = gateway.client()) {
      for (int turn = 0; turn < TURNS; turn++) {
        try (Conversations conversations = Conversations.begin(client, EXECUTIONS, 8)) {
          conversations.awaitFirstAnswer(4);

          gateway.killHard();
          gateway = GatewayProcess.startAt(address, data, "--no-local-runner");
          conversations.open(8);

          conversations.requireWhole();
          Awaitility.await().atMost(Rig.LONG).until(runner::hasNothingLeft);
        }
      }
    } finally {
      gateway.close();
    }
  }

  @Test
  @Tag("O34")
  @Tag("C23")
  void afterTheDatabaseIsKilledUnderLoadWhatRunsGoesOnAndNothingAcknowledgedIsLost()
      throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(data, "--no-local-runner");
        RunnerProcess runner = RunnerProcess.start(gateway.url(), gateway, runnerData);
        SluiceClient client = gateway.client()) {
      for (int turn = 0; turn < TURNS; turn++) {
        try (Conversations conversations = Conversations.begin(client, EXECUTIONS, 6, 10)) {
          conversations.awaitFirstAnswer(3);
          killDatabase();
          conversations.open(6);
          conversations.awaitFirstAnswer(7);
          killDatabase();
          conversations.open(10);

          conversations.requireWhole();
          Awaitility.await().atMost(Rig.LONG).until(runner::hasNothingLeft);
        }
      }
    }
  }

  /** As a crash of the machine's database: its recovery is its own. */
  private void killDatabase() throws Exception {
    Path file = data.resolve("postgres").resolve("cluster").resolve("postmaster.pid");
    Awaitility.await().atMost(Rig.LONG).until(() -> Files.exists(file));
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip())).orElseThrow();
    server.destroyForcibly();
    server.onExit().join();
  }

  @Test
  @Tag("L18")
  @Tag("O34")
  void afterTheRunnerIsKilledAllEndsAsLostWithWhatWasAcknowledgedAndNoProcessIsLeft()
      throws Exception {
    Path config = Files.writeString(runnerData.resolve("sluice.conf"), "sluice.runner.grace = 2s");
    try (GatewayProcess gateway =
            GatewayProcess.start(data, "--no-local-runner", "--config", config.toString());
        SluiceClient client = gateway.client()) {
      for (int turn = 0; turn < TURNS; turn++) {
        RunnerProcess runner = RunnerProcess.start(gateway.url(), gateway, runnerData);
        try (Conversations conversations = Conversations.begin(client, EXECUTIONS, 8)) {
          conversations.awaitFirstAnswer(4);

          runner.killHard();

          conversations.requireLost();
        }
      }
    }
  }

  @Test
  @Tag("O34")
  @Tag("O35")
  @Tag("I12")
  void whereverTheLinkIsCutNothingIsLostOrRepeated() throws Exception {
    Random random = new Random(17);
    List<Fate.How> ways = List.of(Fate.How.RESET, Fate.How.FINISH, Fate.How.HALF_RESET);
    CutPolicy cuts =
        (_, attempt) ->
            attempt > CUTS
                ? new Fate.Pass()
                : new Fate.Cut(
                    new Fate.Point.AfterBytes(1L + random.nextInt(3_000)),
                    ways.get(attempt % ways.size()));
    try (GatewayProcess gateway = GatewayProcess.start(data, "--no-local-runner");
        SluiceClient client = gateway.client()) {
      for (int turn = 0; turn < TURNS; turn++) {
        try (CuttingProxy proxy = CuttingProxy.before(gateway.url(), cuts);
            RunnerProcess runner = RunnerProcess.start(proxy.url(), gateway, runnerData);
            Conversations conversations = Conversations.begin(client, FEW)) {
          conversations.requireWhole();

          Awaitility.await().atMost(Rig.LONG).until(runner::hasNothingLeft);
          assertThat(ways).allMatch(way -> proxy.cuts(way) > 0);
          System.out.println("link of the runner: " + proxy);
        }
      }
    }
  }
}
