package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpSurfaceTest {
  private final World world = new World();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  @Tag("C16")
  void onlyDiscoveryAndHealthNeedNoKey() throws Exception {
    assertThat(world.get("", "/health/live").status()).isEqualTo(200);
    assertThat(world.get("", "/health/ready").status()).isEqualTo(200);
    assertThat(world.get("", "/v1/config").json().at("/capabilities/tty_enabled").asBoolean())
        .isTrue();

    for (String path : List.of("/v1/me", "/v1/boxes", "/v1/executions/x", "/v1/x", "/x")) {
      World.Answer answer = world.get("", path);
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.code()).isEqualTo("unauthenticated");
    }
  }

  @ParameterizedTest
  @Tag("C16")
  @ValueSource(
      strings = {"Bearer wrong", "Bearer ", "Bearer", "Basic YTpi", "slk_0_0", "bearer x y"})
  void aBadTokenIsA401(String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(world.server().uri("/v1/me")).header("Authorization", authorization);

    World.Answer answer = world.send(request);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void readinessNamesWhatIsMissing() throws Exception {
    world.obstacles.add("the journal does not answer");

    World.Answer answer = world.get("", "/health/ready");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("the journal does not answer");
  }

  @Test
  void aBoxIsMadeFoundByIdAndNameListedStartedStoppedAndRemoved() throws Exception {
    World.Answer made =
        world.ask(world.alice, "POST", "/v1/boxes", "{\"name\":\"my box\",\"cpus\":2}");
    String id = made.json().path("box_id").asText();

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo("/v1/boxes/" + id);
    assertThat(made.json().path("status").asText()).isEqualTo("configured");
    assertThat(made.json().get("pid").isNull()).isTrue();
    assertThat(world.get(world.alice, "/v1/boxes/" + id).json()).isEqualTo(made.json());
    assertThat(world.get(world.alice, "/v1/boxes/my%20box").json()).isEqualTo(made.json());
    assertThat(world.ask(world.alice, "HEAD", "/v1/boxes/" + id, "").status()).isEqualTo(204);
    assertThat(world.get(world.alice, "/v1/boxes").json().path("boxes")).hasSize(1);
    assertThat(world.get(world.alice, "/v1/boxes?status=paused").json().path("boxes")).isEmpty();
    assertThat(status("POST", "/v1/boxes/" + id + "/start")).isEqualTo("running");
    assertThat(status("POST", "/v1/boxes/" + id + "/stop")).isEqualTo("stopped");
    assertThat(world.ask(world.alice, "DELETE", "/v1/boxes/" + id, "").status()).isEqualTo(204);
    assertThat(world.get(world.alice, "/v1/boxes/" + id).status()).isEqualTo(404);
  }

  private String status(String method, String path) throws Exception {
    return world.ask(world.alice, method, path, "").json().path("status").asText();
  }

  @Test
  void listsComeInPages() throws Exception {
    for (int i = 0; i < 3; i++) {
      world.box(world.alice, "{\"name\":\"b" + i + "\"}");
    }

    World.Answer first = world.get(world.alice, "/v1/boxes?pageSize=2");
    String token = first.json().path("next_page_token").asText();
    World.Answer second = world.get(world.alice, "/v1/boxes?pageSize=2&pageToken=" + token);

    assertThat(first.json().path("boxes")).hasSize(2);
    assertThat(second.json().path("boxes")).hasSize(1);
    assertThat(second.json().has("next_page_token")).isFalse();
  }

  @Test
  @Tag("C17")
  void aPrefixIsOpaqueAndSaysNothingAboutTheTenant() throws Exception {
    world.box(world.alice, "{\"name\":\"home\"}");

    assertThat(world.get(world.alice, "/v1/bob/boxes/home").status()).isEqualTo(200);
    assertThat(world.get(world.alice, "/v1/org/team/boxes/home").status()).isEqualTo(200);
    assertThat(world.get(world.alice, "/v1/boxes/boxes/home").status()).isEqualTo(200);
    assertThat(world.get(world.bob, "/v1/alice/boxes/home").status()).isEqualTo(404);
    assertThat(world.get(world.alice, "/v1/alice/me").status()).isEqualTo(404);
    assertThat(world.get(world.alice, "/v1/" + "p".repeat(128) + "/boxes").status()).isEqualTo(200);
    assertThat(world.get(world.alice, "/v1/" + "p".repeat(129) + "/boxes").status()).isEqualTo(404);
  }

  @Test
  void anErrorIsAProblemForThoseWhoAskForOne() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(world.server().uri("/v1/boxes/none"))
            .header("Authorization", "Bearer " + world.alice)
            .header("Accept", "application/problem+json");

    World.Answer answer = world.send(request);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("code").asText()).isEqualTo("not_found");
    assertThat(answer.json().path("request_id").asText()).isEqualTo(answer.header("X-Request-Id"));
  }

  @Test
  void keysAreMadeUsedListedAndRevokedByAdministrators() throws Exception {
    World.Answer made =
        world.ask(world.admin, "POST", "/v1/keys", "{\"name\":\"ci\",\"tenant\":\"carol\"}");
    String token = made.json().path("token").asText();
    String id = made.json().at("/key/id").asText();

    World.Answer me = world.get(token, "/v1/me");
    World.Answer list = world.get(world.admin, "/v1/keys");
    World.Answer revoked = world.ask(world.admin, "DELETE", "/v1/keys/" + id, "");

    assertThat(made.status()).isEqualTo(201);
    assertThat(me.json().path("sub").asText()).isEqualTo(id);
    assertThat(me.json().path("scopes").path(0).asText()).isEqualTo("user");
    assertThat(list.text()).contains(id).doesNotContain(token);
    assertThat(revoked.status()).isEqualTo(204);
    assertThat(world.get(token, "/v1/me").status()).isEqualTo(401);
    assertThat(world.get(world.alice, "/v1/keys").status()).isEqualTo(403);
    assertThat(world.get(world.admin, "/v1/boxes").status()).isEqualTo(403);
  }

  @Test
  void aRunnerNeedsItsSubprotocol() throws Exception {
    String authorization = "Authorization: Bearer " + world.runner + "\r\n";
    try (RawClient without = new RawClient(world.server().address());
        RawClient with = new RawClient(world.server().address())) {
      String refused = without.upgrade("/v1/runners/connect", authorization);
      String taken =
          with.upgrade(
              "/v1/runners/connect",
              authorization + "Sec-WebSocket-Protocol: x, sluice.runner.v1\r\n");

      assertThat(refused).startsWith("HTTP/1.1 400 ");
      assertThat(taken)
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Protocol: sluice.runner.v1\r\n");
    }
  }
}
