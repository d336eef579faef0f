package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.ExecutionId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An execution that was forgotten after a call had found it. */
class GoneTest {
  private final World world = new World();

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @Tag("O30")
  @CsvSource({
    "GET, '', ''",
    "GET, /wait, ''",
    "GET, /output, ''",
    "GET, /events, ''",
    "DELETE, '', ''",
    "POST, /signal, '{\"signal\":2}'"
  })
  void whatIsAskedOfItIsAnsweredWithGone(String method, String what, String body) throws Exception {
    String box = world.box(world.alice, "{}");
    ExecutionId id = new ExecutionId(world.execution(world.alice, box, "{\"command\":\"x\"}"));
    world.executions.forget(id);
    world.index.forget(id);

    World.Answer answer = world.ask(world.alice, method, "/v1/executions/" + id + what, body);

    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.code()).isEqualTo("session_reaped");
  }

  @Test
  @Tag("O30")
  @Tag("T1")
  void toAnotherTenantItNeverWas() throws Exception {
    String box = world.box(world.alice, "{}");
    ExecutionId id = new ExecutionId(world.execution(world.alice, box, "{\"command\":\"x\"}"));
    world.executions.forget(id);
    world.index.forget(id);

    World.Answer gone = world.get(world.bob, "/v1/executions/" + id);
    World.Answer never = world.get(world.bob, "/v1/executions/never");

    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.json().path("error").path("message"))
        .isEqualTo(never.json().path("error").path("message"));
  }
}
