package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.RunnerInfo;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.model.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runners with two places each, and a queue of three. */
class PlacementIT {
  private static final String LONG_RUN = "exec sleep 300";

  @TempDir static Path data;
  private static GatewayProcess gateway;
  private static SluiceClient client;
  private static List<RunnerProcess> processes;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(data.resolve("sluice.conf"), "sluice.placement.queue = 3");
    gateway = GatewayProcess.start(data.resolve("gateway"), options());
    client = gateway.client();
    processes = List.of(runner("east"), runner("west"));
    Awaitility.await()
        .atMost(Rig.LONG)
        .until(() -> runners().filter(one -> one.lastHeartbeat() != null).count() == 2);
  }

  /** The next test finds both runners empty. */
  @AfterEach
  void tidy() {
    runners().forEach(runner -> client.drainRunner(runner.id(), false));
    client.executions(null).items().stream()
        .filter(execution -> !execution.ended())
        .forEach(execution -> client.kill(execution.id()));
    Awaitility.await().atMost(Rig.LONG).until(() -> runners().allMatch(one -> one.taken() == 0));
  }

  @AfterAll
  static void stop() {
    client.close();
    processes.forEach(RunnerProcess::close);
    gateway.close();
  }

  private static String[] options() {
    return new String[] {"--no-local-runner", "--config", data.resolve("sluice.conf").toString()};
  }

  private static RunnerProcess runner(String zone) throws IOException {
    return RunnerProcess.start(
        gateway.url(), gateway, data.resolve(zone), "--capacity", "2", "--label", "zone=" + zone);
  }

  private static Stream<RunnerInfo> runners() {
    return StreamSupport.stream(client.runners().path("runners").spliterator(), false)
        .map(RunnerInfo::parse);
  }

  private RunnerInfo runnerOf(String execution) {
    return runners()
        .filter(one -> one.executions().contains(execution))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no runner has " + execution));
  }

  private RunnerInfo other(RunnerInfo runner) {
    return runners().filter(one -> !one.id().equals(runner.id())).findFirst().orElseThrow();
  }

  private String box() {
    return client.createBox(new NewBox(null, null)).id();
  }

  private String exec(String box, String script) {
    return client.exec(box, ExecRequest.of("sh", "-c", script));
  }

  private @Nullable Integer position(String execution) {
    return client.execution(execution).queuePosition();
  }

  private void requireProblem(String box, int status, String code) {
    assertThatThrownBy(() -> exec(box, "true"))
        .isInstanceOfSatisfying(
            SluiceProblem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(status);
              assertThat(problem.code()).isEqualTo(code);
            });
  }

  private String sluice(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(GatewayProcess.line(List.of(arguments)));
    builder.environment().put("SLUICE_DATA", gateway.data().toString());
    builder.environment().remove("SLUICE_URL");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }

  @Test
  @Tag("O2")
  @Tag("C19")
  void placesAreGivenByLoadByHomeAndByTurn() throws Exception {
    String home = box();
    String first = exec(home, "echo here > mark; " + LONG_RUN);
    String second = exec(box(), LONG_RUN);
    assertThat(runnerOf(first).id()).isNotEqualTo(runnerOf(second).id());

    exec(home, LONG_RUN);
    String bound = exec(home, "cat mark");
    String elsewhere = exec(box(), LONG_RUN);
    assertThat(runnerOf(first).taken()).isEqualTo(2);
    assertThat(runnerOf(first).queued()).isEqualTo(1);
    assertThat(runnerOf(elsewhere).id()).isEqualTo(runnerOf(second).id());

    String removed = box();
    String killed = exec(removed, LONG_RUN);
    String last = exec(box(), "echo last");
    CompletableFuture<Watched.Result> early = CompletableFuture.supplyAsync(() -> watch(last));
    assertThat(client.execution(bound).state()).isEqualTo("queued");
    assertThat(List.of(bound, killed, last)).extracting(this::position).containsExactly(1, 2, 3);
    requireProblem(box(), 429, "resource_exhausted");

    client.removeBox(removed, true);
    ExecutionInfo never = client.awaitEnd(killed, Rig.LONG);
    assertThat(never.reason()).isEqualTo("killed");
    assertThat(never.startedAt()).isNull();
    assertThat(position(last)).isEqualTo(2);

    client.kill(first);
    assertThat(client.awaitEnd(bound, Rig.LONG).exitCode()).isZero();
    assertThat(watch(bound).stdout()).isEqualTo("here\n");
    assertThat(client.awaitEnd(last, Rig.LONG).exitCode()).isZero();
    assertThat(early.join().stdout()).isEqualTo("last\n");
  }

  private Watched.Result watch(String execution) {
    try {
      return Watched.of(client, execution);
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  @Tag("T1")
  @Tag("C15")
  void aBoxChoosesItsRunnerAndADrainedRunnerGetsNothingNew() throws Exception {
    String west = wanting(new Requirements("process", Map.of("zone", "west")));
    String running = exec(west, LONG_RUN);
    RunnerInfo drained = runnerOf(running);
    assertThat(drained.drivers()).contains("process");
    requireProblem(wanting(new Requirements(null, Map.of("zone", "north"))), 400, "unsupported");
    requireProblem(wanting(new Requirements("teleport", Map.of())), 400, "unsupported");

    sluice("runners", "drain", drained.id());
    requireProblem(west, 503, "engine_unavailable");
    List<String> others = List.of(exec(box(), LONG_RUN), exec(box(), LONG_RUN));
    String table = sluice("runners");

    assertThat(other(drained).executions()).containsAll(others);
    assertThat(runnerOf(running).state()).isEqualTo("draining");
    assertThat(table.lines().filter(line -> line.startsWith(drained.id())))
        .singleElement()
        .asString()
        .contains("draining", "1/2", "process");
    assertThat(client.execution(running).state()).isIn("starting", "running");

    client.drainRunner(drained.id(), false);
    assertThat(runnerOf(exec(west, LONG_RUN)).state()).isEqualTo("connected");
    try (SluiceClient user =
        new SluiceClient(gateway.url(), client.createKey("user", List.of("user")).secret())) {
      assertThatThrownBy(user::runners)
          .isInstanceOfSatisfying(
              SluiceProblem.class, problem -> assertThat(problem.status()).isEqualTo(403));
    }
  }

  private String wanting(Requirements requirements) {
    return client.createBox(new NewBox(null, null, requirements)).id();
  }

  @Test
  void turnsAndDrainsOutliveTheGateway() throws Exception {
    String home = box();
    String first = exec(home, "echo here > mark; " + LONG_RUN);
    for (int more = 0; more < 3; more++) {
      exec(box(), LONG_RUN);
    }
    String bound = exec(home, "cat mark");
    String last = exec(box(), "echo last");
    RunnerInfo drained = other(runnerOf(first));
    client.drainRunner(drained.id(), true);

    gateway.killHard();
    String address = gateway.url().getHost() + ":" + gateway.url().getPort();
    gateway = GatewayProcess.startAt(address, gateway.data(), options());

    assertThat(List.of(bound, last)).extracting(this::position).containsExactly(1, 2);
    Awaitility.await()
        .atMost(Rig.LONG)
        .until(() -> runners().filter(one -> one.lastHeartbeat() != null).count() == 2);
    client.kill(first);
    assertThat(client.awaitEnd(last, Rig.LONG).exitCode()).isZero();
    assertThat(client.awaitEnd(bound, Rig.LONG).exitCode()).isZero();
    assertThat(watch(bound).stdout()).isEqualTo("here\n");
    assertThat(client.execution(bound).startedAt())
        .isLessThanOrEqualTo(client.execution(last).startedAt());
    JsonNode queue = client.runners().path("queue");
    assertThat(queue.path("waiting").asInt()).isZero();
    assertThat(runners().filter(RunnerInfo::draining))
        .extracting(RunnerInfo::id)
        .containsExactly(drained.id());
  }
}
