package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Unplaced;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.TenantId;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MainSessionRoutesTest {
  private static final String SHELL = "{\"entrypoint\":[\"sh\"],\"cmd\":[\"-i\"],\"tty\":true}";
  private static final String COMMAND = "{\"command\":\"a\"}";
  private static final TenantId ALICE = new TenantId("alice");

  private static World world;

  @BeforeAll
  static void start() {
    world = new World();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static String attach(String token, String box) throws IOException {
    try (RawClient client = new RawClient(world.server().address())) {
      return client.upgrade(
          "/v1/boxes/" + box + "/attach", "Authorization: Bearer " + token + "\r\n");
    }
  }

  private static World.Answer post(String path, String body) throws Exception {
    return world.ask(world.alice, "POST", path, body);
  }

  @Test
  void anAttachToTheMainSessionNamesItsExecution() throws Exception {
    String box = world.box(world.alice, SHELL);
    String main = post("/v1/boxes/" + box + "/start", "").json().path("main_execution_id").asText();

    String head = attach(world.alice, box);

    assertThat(head)
        .startsWith("HTTP/1.1 101")
        .containsIgnoringCase("X-Boxlite-Execution-Id: " + main + "\r\n");
    assertThat(world.attached.getLast().execution().value()).isEqualTo(main);
    World.Answer execution = world.get(world.alice, "/v1/executions/" + main);
    assertThat(execution.json().path("labels").path("sluice.session").asText()).isEqualTo("main");
    assertThat(execution.json().path("command").toString()).isEqualTo("[\"sh\",\"-i\"]");
  }

  @Test
  @Tag("C5")
  @Tag("T1")
  void whatCannotBeAttachedToIsRefusedBeforeTheUpgrade() throws Exception {
    String without = world.box(world.alice, "{}");
    String never = world.box(world.alice, SHELL);

    assertThat(attach(world.alice, without)).startsWith("HTTP/1.1 404");
    assertThat(attach(world.alice, never)).startsWith("HTTP/1.1 409");
    assertThat(attach(world.bob, never)).startsWith("HTTP/1.1 404");
    World.Answer noHandshake = world.get(world.alice, "/v1/boxes/" + never + "/attach?stdin=x");
    assertThat(noHandshake.status()).isEqualTo(400);
  }

  @Test
  void aStartWhoseMainSessionGetsNoPlaceIsRefusedAsACommandIsAndLeavesTheBoxStopped()
      throws Exception {
    String box = world.box(world.alice, SHELL);
    world.executions.refuse(new Unplaced.QueueFull(3));

    World.Answer refused = post("/v1/boxes/" + box + "/start", "");
    World.Answer after = world.get(world.alice, "/v1/boxes/" + box);
    world.executions.connect();
    World.Answer again = post("/v1/boxes/" + box + "/start", "");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("resource_exhausted");
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(after.json().path("status").asText()).isEqualTo("stopped");
    assertThat(again.json().path("status").asText()).isEqualTo("running");
  }

  @Test
  void aBoxTellsHowItIsLookedAfter() throws Exception {
    World.Answer given =
        post("/v1/boxes", "{\"auto_stop\":90,\"auto_delete\":7,\"auto_resume\":false}");
    World.Answer byDeployment = post("/v1/boxes", "{\"auto_stop\":true}");
    World.Answer plain = post("/v1/boxes", "{}");

    assertThat(given.json().path("auto_stop").asInt()).isEqualTo(90);
    assertThat(given.json().path("auto_delete").asInt()).isEqualTo(7);
    assertThat(given.json().path("auto_resume").asBoolean()).isFalse();
    assertThat(byDeployment.json().path("auto_stop").asInt()).isEqualTo(15 * 60);
    assertThat(plain.json().path("auto_stop").asInt()).isZero();
    assertThat(plain.json().path("auto_resume").asBoolean()).isTrue();
    assertThat(plain.json().path("main_execution_id").isNull()).isTrue();
  }

  @Test
  void aCommandStartsABoxThatWasStoppedForItsIdlenessUnlessItIsNotToResume() throws Exception {
    String resuming = idleStopped("{\"auto_stop\":1}");
    String not = idleStopped("{\"auto_stop\":1,\"auto_resume\":false}");

    World.Answer started = post("/v1/boxes/" + resuming + "/exec", COMMAND);
    World.Answer refused = post("/v1/boxes/" + not + "/exec", COMMAND);
    World.Answer asked = post("/v1/boxes/" + not + "/start", "");

    assertThat(started.status()).isEqualTo(201);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("stopped");
    assertThat(asked.json().path("status").asText()).isEqualTo("running");
  }

  private static String idleStopped(String body) throws Exception {
    String id = world.box(world.alice, body);
    post("/v1/boxes/" + id + "/start", "");
    Box box = world.index.box(ALICE, new BoxId(id)).orElseThrow();
    world.index.haltBox(ALICE, Halt.idle(box), Instant.EPOCH);
    world.index.stopBox(ALICE, box.id(), box.life().number(), Instant.EPOCH);
    return id;
  }

  @Test
  @Tag("C19")
  void aBoxThatIsAboutToStopTakesNoCommandAndNoStart() throws Exception {
    String id = world.box(world.alice, "{}");
    post("/v1/boxes/" + id + "/start", "");
    world.index.haltBox(ALICE, Halt.stop(new BoxId(id)), Instant.EPOCH);

    World.Answer command = post("/v1/boxes/" + id + "/exec", COMMAND);
    World.Answer start = post("/v1/boxes/" + id + "/start", "");

    assertThat(command.status()).isEqualTo(409);
    assertThat(command.code()).isEqualTo("invalid_state");
    assertThat(start.code()).isEqualTo("invalid_state");
  }

  @Test
  @Tag("C19")
  void aBoxThatIsHaltedBetweenItsLookUpAndTheStartTakesNoCommandAndKeepsNoRow() throws Exception {
    String id = world.box(world.alice, "{}");
    post("/v1/boxes/" + id + "/start", "");
    world.index.beforeNextAdmission(
        () -> world.index.haltBox(ALICE, Halt.stop(new BoxId(id)), Instant.EPOCH));

    World.Answer answer = world.start(world.alice, "/v1/boxes/" + id + "/exec", "k", COMMAND);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("invalid_state");
    assertThat(world.index.unfinishedIn(ALICE, new BoxId(id))).isEmpty();
  }
}
