package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.runner.RunnersView;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What HTTP tells of runners, and of executions that wait for one. */
class RunnerRoutesTest {
  private static final RunnerId RUNNER = new RunnerId("r1");
  private static final String COMMAND = "{\"command\":\"true\"}";

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private void show(int executions) {
    List<ExecutionId> ids =
        IntStream.range(0, executions).mapToObj(n -> new ExecutionId("e" + n)).toList();
    world.runnerViews.view =
        new RunnersView(
            List.of(
                new RunnersView.OneRunner(
                    new Assignment(RUNNER, new Incarnation("i1")),
                    RunnersView.Standing.DRAINING,
                    true,
                    Map.of("zone", "a"),
                    List.of("process"),
                    500,
                    3,
                    Instant.parse("2026-01-02T03:04:05Z"),
                    "1.2.3",
                    ids)),
            7,
            1000);
  }

  @Test
  void administratorsSeeEveryRunnerAndTheQueue() throws Exception {
    show(120);

    JsonNode answer = world.get(world.admin, "/v1/runners").json();

    JsonNode runner = answer.path("runners").path(0);
    assertThat(runner.path("id").asText()).isEqualTo("r1");
    assertThat(runner.path("incarnation").asText()).isEqualTo("i1");
    assertThat(runner.path("state").asText()).isEqualTo("draining");
    assertThat(runner.path("draining").asBoolean()).isTrue();
    assertThat(runner.path("labels").path("zone").asText()).isEqualTo("a");
    assertThat(runner.path("drivers").path(0).asText()).isEqualTo("process");
    assertThat(runner.path("capacity").asInt()).isEqualTo(500);
    assertThat(runner.path("taken").asInt()).isEqualTo(120);
    assertThat(runner.path("queued").asInt()).isEqualTo(3);
    assertThat(runner.path("last_heartbeat").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(runner.path("version").asText()).isEqualTo("1.2.3");
    assertThat(runner.path("executions")).hasSize(100);
    assertThat(answer.path("queue").path("waiting").asInt()).isEqualTo(7);
    assertThat(answer.path("queue").path("limit").asInt()).isEqualTo(1000);
  }

  @Test
  @Tag("T1")
  void tenantsSeeNoRunnerAndChangeNone() throws Exception {
    show(1);

    List<World.Answer> answers =
        List.of(
            world.get(world.alice, "/v1/runners"),
            world.ask(world.alice, "POST", "/v1/runners/r1/drain", ""),
            world.ask(world.runner, "POST", "/v1/runners/r1/undrain", ""));

    assertThat(answers).extracting(World.Answer::code).containsOnly("permission_denied");
    assertThat(world.runnerViews.drained).isEmpty();
  }

  @Test
  void aRunnerIsDrainedAndUndrainedAndAnUnknownOneIsNotFound() throws Exception {
    show(0);

    World.Answer drained = world.ask(world.admin, "POST", "/v1/runners/r1/drain", "");
    boolean isDrained = world.runnerViews.drained.contains(RUNNER);
    World.Answer undrained = world.ask(world.admin, "POST", "/v1/runners/r1/undrain", "");

    assertThat(drained.status()).isEqualTo(204);
    assertThat(isDrained).isTrue();
    assertThat(undrained.status()).isEqualTo(204);
    assertThat(world.runnerViews.drained).isEmpty();
    assertThat(world.ask(world.admin, "POST", "/v1/runners/r2/drain", "").status()).isEqualTo(404);
    assertThat(world.ask(world.admin, "POST", "/v1/runners/%20/drain", "").status()).isEqualTo(404);
  }

  @Test
  void whatWaitsIsQueuedWithItsPosition() throws Exception {
    world.executions.fill();
    String id = world.execution(world.alice, world.box(world.alice, "{}"), COMMAND);
    world.runnerViews.positions.put(new ExecutionId(id), 4);

    JsonNode status = world.get(world.alice, "/v1/executions/" + id).json();
    JsonNode waited = world.get(world.alice, "/v1/executions/" + id + "/wait?timeout=0").json();

    assertThat(status.path("status").asText()).isEqualTo("running");
    assertThat(status.path("state").asText()).isEqualTo("queued");
    assertThat(status.path("queue_position").asInt()).isEqualTo(4);
    assertThat(waited).isEqualTo(status);
  }

  @Test
  @Tag("C15")
  void aFullQueueIsATypedAnswerThatSaysWhenToComeAgainAndNothingIsLeft() throws Exception {
    world.executions.refuse(new Unplaced.QueueFull(5));

    World.Answer answer = world.ask(world.alice, "POST", "/v1/executions", COMMAND);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("resource_exhausted");
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(world.get(world.alice, "/v1/executions").json().path("executions")).isEmpty();
    assertThat(world.get(world.alice, "/v1/boxes").json().path("boxes")).isEmpty();
  }

  @Test
  @Tag("C15")
  void aRunnerThatIsAwayIsUnavailableAndADriverThatNobodyHasIsUnsupported() throws Exception {
    world.executions.refuse(new Unplaced.Unavailable("the runner of the box is away"));
    World.Answer away = world.ask(world.alice, "POST", "/v1/executions", COMMAND);
    world.executions.refuse(new Unplaced.Unsupported("no runner has a driver qemu"));

    World.Answer noDriver = world.ask(world.alice, "POST", "/v1/executions", COMMAND);

    assertThat(away.status()).isEqualTo(503);
    assertThat(away.code()).isEqualTo("engine_unavailable");
    assertThat(away.header("Retry-After")).isEqualTo("5");
    assertThat(noDriver.status()).isEqualTo(400);
    assertThat(noDriver.code()).isEqualTo("unsupported");
    assertThat(noDriver.header("Retry-After")).isEmpty();
  }

  @Test
  void aBoxKeepsWhatItAsksOfItsRunner() throws Exception {
    String box =
        world.box(
            world.alice,
            "{\"advanced\":{\"driver\":\"bubblewrap\",\"runner_labels\":{\"zone\":\"a\"},\"other\":1}}");

    JsonNode shown = world.get(world.alice, "/v1/boxes/" + box).json();
    String id = world.execution(world.alice, box, COMMAND);

    assertThat(shown.path("labels").path("sluice.driver").asText()).isEqualTo("bubblewrap");
    assertThat(world.executions.facts(new ExecutionId(id)).terms().requirements().driver())
        .isEqualTo("bubblewrap");
    assertThat(world.executions.facts(new ExecutionId(id)).terms().requirements().runnerLabels())
        .containsExactly(Map.entry("zone", "a"));
  }

  @Test
  @Tag("C15")
  void whatABoxAsksOfItsRunnerIsChecked() throws Exception {
    for (String advanced :
        List.of("{\"driver\":7}", "{\"driver\":\" \"}", "{\"runner_labels\":[]}", "[]")) {
      World.Answer answer =
          world.ask(world.alice, "POST", "/v1/boxes", "{\"advanced\":" + advanced + "}");

      assertThat(answer.code()).isEqualTo("invalid_argument");
    }
  }
}
