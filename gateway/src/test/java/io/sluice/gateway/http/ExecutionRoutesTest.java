package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.AttachHandler.Wish;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.TenantId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ExecutionRoutesTest {
  private final World world = new World();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void anExecutionStartsItsBoxTakesItsSettingsAndIsFoundUnderBothAddresses() throws Exception {
    String box =
        world.box(world.alice, "{\"env\":{\"A\":\"box\",\"B\":\"box\"},\"working_dir\":\"/srv\"}");

    World.Answer made =
        world.ask(
            world.alice,
            "POST",
            "/v1/boxes/" + box + "/exec",
            "{\"command\":\"sh\",\"args\":[\"-c\",\"x\"],\"env\":{\"A\":\"call\"}}");
    String id = made.json().path("execution_id").asText();

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo("/v1/boxes/" + box + "/executions/" + id);
    assertThat(status("GET", "/v1/boxes/" + box)).isEqualTo("running");
    CommandSpec command = facts(id).command();
    assertThat(command.environment()).isEqualTo(Map.of("A", "call", "B", "box"));
    assertThat(command.workingDirectory()).isEqualTo("/srv");
    World.Answer one = world.get(world.alice, "/v1/executions/" + id);
    assertThat(one.json().path("status").asText()).isEqualTo("running");
    assertThat(one.json().path("state").asText()).isEqualTo("starting");
    assertThat(world.get(world.alice, made.header("Location")).json()).isEqualTo(one.json());
    assertThat(world.get(world.alice, "/v1/executions").json().path("executions")).hasSize(1);
  }

  private Facts facts(String execution) {
    return world
        .index
        .execution(new TenantId("alice"), new ExecutionId(execution))
        .orElseThrow()
        .facts();
  }

  @Test
  void withoutARunnerTheAnswerIs503AndNothingIsLeft() throws Exception {
    String box = world.box(world.alice, "{}");
    world.executions.disconnect();
    String body = "{\"command\":\"true\"}";

    World.Answer inBox = world.ask(world.alice, "POST", "/v1/boxes/" + box + "/exec", body);
    World.Answer alone = world.ask(world.alice, "POST", "/v1/executions", body);

    assertThat(inBox.status()).isEqualTo(503);
    assertThat(inBox.code()).isEqualTo("engine_unavailable");
    assertThat(alone.status()).isEqualTo(503);
    assertThat(world.get(world.alice, "/v1/executions").json().path("executions")).isEmpty();
    assertThat(world.get(world.alice, "/v1/boxes").json().path("boxes")).hasSize(1);
  }

  @Test
  void aCommandWithoutABoxGetsALabelledOne() throws Exception {
    World.Answer made = world.ask(world.alice, "POST", "/v1/executions", "{\"command\":\"true\"}");
    String id = made.json().path("execution_id").asText();

    World.Answer box = world.get(world.alice, "/v1/boxes/run-" + id);

    assertThat(made.status()).isEqualTo(201);
    assertThat(box.json().path("labels").path("sluice.transient").asText()).isEqualTo("true");
  }

  @Test
  @Tag("C18")
  void aBoxOfTheUsersOwnIsNotTakenForOneMadeForTheCommand() throws Exception {
    ExecutionId id = new IdempotencyKey("k").execution(new TenantId("alice"));
    world.box(world.alice, "{\"name\":\"run-" + id + "\"}");

    World.Answer answer = world.start(world.alice, "/v1/executions", "k", "{\"command\":\"true\"}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(world.executions.begun()).isZero();
  }

  @Test
  void aStartThatFailedIsACommandThatEndedWith127() throws Exception {
    String id = world.execution(world.alice, world.box(world.alice, "{}"), "{\"command\":\"no\"}");
    world.executions.command(
        new ExecutionId(id),
        new Command.FailStart(
            MachineExecutions.RUNNER, StartFailure.PROGRAM_NOT_FOUND, "no: not found"));

    World.Answer answer = world.get(world.alice, "/v1/executions/" + id + "/wait?timeout=1");

    assertThat(answer.json().path("status").asText()).isEqualTo("completed");
    assertThat(answer.json().path("exit_code").asInt()).isEqualTo(127);
    assertThat(answer.json().path("reason").asText()).isEqualTo("start_failed");
    assertThat(answer.json().path("state").asText()).isEqualTo("ended");
    assertThat(answer.json().at("/offsets/stderr").asInt()).isEqualTo("no: not found\n".length());
  }

  @Test
  @Tag("L10")
  void aLostExecutionIsKilledAndItsExitCodeIsNever0() throws Exception {
    String id = world.execution(world.alice, world.box(world.alice, "{}"), "{\"command\":\"x\"}");
    world.executions.command(new ExecutionId(id), new Command.GiveUpRunner());

    World.Answer answer = world.get(world.alice, "/v1/executions/" + id);

    assertThat(answer.json().path("status").asText()).isEqualTo("killed");
    assertThat(answer.json().path("exit_code").asInt()).isEqualTo(-1);
    assertThat(answer.json().path("reason").asText()).isEqualTo("lost");
  }

  @Test
  @Tag("C1")
  @Tag("C3")
  void signalsResizesAndKillsReachTheExecution() throws Exception {
    String box = world.box(world.alice, "{}");
    String id = world.execution(world.alice, box, "{\"command\":\"vi\",\"tty\":true}");
    world.executions.command(
        new ExecutionId(id), new Command.ConfirmStart(MachineExecutions.RUNNER, 17));
    String path = "/v1/executions/" + id;

    int signal = world.ask(world.alice, "POST", path + "/signal", "{\"signal\":15}").status();
    int resize =
        world.ask(world.alice, "POST", path + "/resize", "{\"cols\":120,\"rows\":40}").status();
    int kill = world.ask(world.alice, "DELETE", path, "").status();

    assertThat(List.of(signal, resize, kill)).containsOnly(204);
    assertThat(world.executions.controls()).hasSize(3);
  }

  @ParameterizedTest
  @Tag("T1")
  @Tag("O28")
  @ValueSource(strings = {"", "/wait", "/attach"})
  void anotherTenantsExecutionIsNotFoundLikeOneThatDoesNotExist(String what) throws Exception {
    String box = world.box(world.alice, "{}");
    String id = world.execution(world.alice, box, "{\"command\":\"sleep\"}");

    World.Answer foreign = world.get(world.bob, "/v1/executions/" + id + what);
    World.Answer absent = world.get(world.bob, "/v1/executions/none" + what);

    assertThat(foreign.status()).isEqualTo(404);
    assertThat(foreign.json().at("/error/message")).isEqualTo(absent.json().at("/error/message"));
    assertThat(world.get(world.bob, "/v1/boxes/" + box + "/executions/" + id).status())
        .isEqualTo(404);
    assertThat(world.get(world.bob, "/v1/boxes/" + box).status()).isEqualTo(404);
    assertThat(world.get(world.bob, "/v1/executions").json().path("executions")).isEmpty();
    assertThat(world.ask(world.bob, "DELETE", "/v1/executions/" + id, "").status()).isEqualTo(404);
    assertThat(world.executions.controls()).isEmpty();
    assertThat(world.attached).isEmpty();
  }

  @Test
  @Tag("T1")
  void anExecutionIsFoundUnderItsOwnBoxOnly() throws Exception {
    String home = world.box(world.alice, "{\"name\":\"home\"}");
    world.box(world.alice, "{\"name\":\"other\"}");
    String id = world.execution(world.alice, home, "{\"command\":\"sleep\"}");

    assertThat(world.get(world.alice, "/v1/boxes/home/executions/" + id).status()).isEqualTo(200);

    assertThat(world.get(world.alice, "/v1/boxes/other/executions/" + id).status()).isEqualTo(404);
  }

  @Test
  void anAttachIsHandedOverWithWhatTheQuerySays() throws Exception {
    String id = world.execution(world.alice, world.box(world.alice, "{}"), "{\"command\":\"x\"}");
    try (RawClient client = new RawClient(world.server().address())) {
      String head =
          client.upgrade(
              "/v1/executions/" + id + "/attach?stdin=0&from=42",
              "Authorization: Bearer " + world.alice + "\r\n");

      assertThat(head).startsWith("HTTP/1.1 101 ").contains("X-Request-Id: request-");
      assertThat(world.attached.getFirst().wish())
          .isEqualTo(new Wish.Observe(new StartFrom.AtKept(new Offset(42))));
    }
  }

  private String status(String method, String path) throws Exception {
    return world.ask(world.alice, method, path, "").json().path("status").asText();
  }
}
