package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.Requests;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller's mistake is a typed answer, never a 5xx, and leaves nothing behind. */
@Timeout(60)
class BadInputTest {
  static final List<String> MISTAKES =
      List.of(
          "POST | /v1/boxes | { | 400 | invalid_argument",
          "POST | /v1/boxes | [] | 400 | invalid_argument",
          "POST | /v1/boxes | {\"extra\":1} | 400 | invalid_argument",
          "POST | /v1/boxes | {\"cpus\":\"1\"} | 400 | invalid_argument",
          "POST | /v1/boxes | {\"memory_mib\":-1} | 400 | invalid_argument",
          "POST | /v1/boxes | {\"name\":\"a/b\"} | 400 | invalid_argument",
          "POST | /v1/boxes | {\"name\":\"home\"} | 409 | already_exists",
          "POST | /v1/boxes | {\"volumes\":[1]} | 400 | unsupported",
          "GET | /v1/boxes?pageSize=-1 | | 400 | invalid_argument",
          "GET | /v1/boxes?pageSize=1&pageSize=2 | | 400 | invalid_argument",
          "GET | /v1/boxes?pageToken=nonsense | | 400 | invalid_argument",
          "GET | /v1/boxes?pageToken=%00 | | 400 | invalid_argument",
          "GET | /v1/boxes?status=glorious | | 400 | invalid_argument",
          "GET | /v1/boxes/none | | 404 | not_found",
          "GET | /v1/boxes/a%00b | | 400 | invalid_argument",
          "DELETE | /v1/boxes/none | | 404 | not_found",
          "DELETE | /v1/boxes/home | | 409 | invalid_state",
          "DELETE | /v1/boxes/home?force=maybe | | 400 | invalid_argument",
          "POST | /v1/boxes/none/start | | 404 | not_found",
          "PUT | /v1/boxes/home | | 400 | unsupported",
          "POST | /v1/boxes/home/snapshots | | 400 | unsupported",
          "PUT | /v1/boxes/home/files?path=/x | | 400 | unsupported",
          "POST | /v1/boxes/home/exec | | 400 | invalid_argument",
          "POST | /v1/boxes/home/exec | {} | 400 | invalid_argument",
          "POST | /v1/boxes/home/exec | {\"command\":\"a\\u0000\"} | 400 | invalid_argument",
          "POST | /v1/boxes/none/exec | {\"command\":\"a\"} | 404 | not_found",
          "POST | /v1/executions | {\"command\":1} | 400 | invalid_argument",
          "GET | /v1/executions/none | | 404 | not_found",
          "GET | /v1/executions/a.b | | 404 | not_found",
          "GET | /v1/boxes/home/executions/none | | 404 | not_found",
          "GET | /v1/boxes/none/executions/EID | | 404 | not_found",
          "POST | /v1/executions/EID/signal | {\"signal\":9} | 400 | invalid_argument",
          "POST | /v1/executions/EID/signal | {\"signal\":11} | 400 | invalid_argument",
          "POST | /v1/executions/EID/resize | {\"cols\":80,\"rows\":24} | 400 | invalid_argument",
          "POST | /v1/executions/EID/resize | {\"cols\":0,\"rows\":24} | 400 | invalid_argument",
          "GET | /v1/executions/EID/wait?timeout=x | | 400 | invalid_argument",
          "GET | /v1/executions/EID/wait?timeout=-1 | | 400 | invalid_argument",
          "GET | /v1/executions/EID/attach | | 400 | invalid_argument",
          "GET | /v1/executions/EID/attach?stdin=yes | | 400 | invalid_argument",
          "GET | /v1/executions/EID/attach?from=0 | | 400 | invalid_argument",
          "GET | /v1/executions/none/attach | | 404 | not_found",
          "GET | /v1/executions/EID/search | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q= | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&q=b | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=%28&regex=1 | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=%28a%7B99%7D%29%7B99%7D&regex=1 | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&regex=maybe | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&channel=stdin | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&from=-1 | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&from=1 | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&limit=0 | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&limit=1001 | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&cursor=nonsense | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&cursor=MX5-fjA | | 400 | invalid_argument",
          "GET | /v1/executions/EID/search?q=a&cursor=%00 | | 400 | invalid_argument",
          "GET | /v1/executions/none/search?q=a | | 404 | not_found",
          "GET | /v1/search | | 400 | invalid_argument",
          "GET | /v1/search?q=a&since=yesterday | | 400 | invalid_argument",
          "GET | /v1/search?q=a&until=1969-01-01T00:00:00Z | | 400 | invalid_argument",
          "GET | /v1/search?q=a&label=x | | 400 | invalid_argument",
          "GET | /v1/search?q=a&label=x=1&label=x=2 | | 400 | invalid_argument",
          "GET | /v1/search?q=a&cursor=nonsense | | 400 | invalid_argument",
          "GET | /v1/runners/connect | | 403 | permission_denied",
          "POST | /v1/keys | {\"name\":\"x\"} | 403 | permission_denied",
          "GET | /v1/nonsense | | 404 | not_found",
          "GET | / | | 404 | not_found",
          "GET | /v1/boxes/%zz | | 400 | invalid_argument");

  static final List<String> BAD_KEYS =
      List.of(
          "Idempotency-Key:\r\n",
          "Idempotency-Key:  \r\n",
          "Idempotency-Key: a b\r\n",
          "Idempotency-Key: a\tb\r\n",
          "Idempotency-Key: k\u00e4\r\n",
          "Idempotency-Key: " + "k".repeat(256) + "\r\n",
          "Idempotency-Key: a\r\nidempotency-key: a\r\n",
          "Idempotency-Key: a\r\nIdempotency-Key: b\r\n");

  /** Method, path, body, status and code, as a row of the table has them. */
  private record Mistake(String method, String path, String body, int status, String code) {
    static Mistake of(String row) {
      String[] cells = row.split("\\|", -1);
      return new Mistake(
          cells[0].strip(),
          cells[1].strip(),
          cells[2].strip(),
          Integer.parseInt(cells[3].strip()),
          cells[4].strip());
    }
  }

  private static @Nullable World world;
  private static String box = "";
  private static String execution = "";

  @BeforeAll
  static void start() throws Exception {
    world = new World();
    box = world().box(world().alice, "{\"name\":\"home\"}");
    execution = world().execution(world().alice, box, "{\"command\":\"sleep\"}");
  }

  @AfterAll
  static void stop() {
    world().close();
  }

  private static World world() {
    if (world == null) {
      throw new IllegalStateException("not started");
    }
    return world;
  }

  @ParameterizedTest
  @Tag("C15")
  @FieldSource("MISTAKES")
  void aMistakeIsAnsweredWithItsCodeAndNothingIsMade(String row) throws Exception {
    Mistake mistake = Mistake.of(row);
    String before = everything();

    RawAnswer answer =
        raw(mistake.method(), mistake.path().replace("EID", execution), "", mistake.body());

    assertThat(answer.status()).as(answer.body()).isEqualTo(mistake.status());
    assertThat(answer.body()).contains("\"code\":\"" + mistake.code() + "\"");
    assertThat(answer.head()).contains("\r\nX-Request-Id: ").contains("\r\nServer: sluice\r\n");
    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @Tag("C15")
  @Tag("C18")
  @FieldSource("BAD_KEYS")
  void aHeaderThatIsNoIdempotencyKeyIsRefusedAndNothingIsMade(String lines) throws Exception {
    String before = everything();
    String body = "{\"command\":\"true\"}";

    RawAnswer inBox = raw("POST", "/v1/boxes/home/exec", lines, body);
    RawAnswer alone = raw("POST", "/v1/executions", lines, body);

    assertThat(List.of(inBox.status(), alone.status())).as(inBox.body()).containsOnly(400);
    assertThat(inBox.body()).contains("\"code\":\"invalid_argument\"");
    assertThat(alone.body()).contains("\"code\":\"invalid_argument\"");
    assertThat(everything()).isEqualTo(before);
  }

  private record RawAnswer(int status, String head, String body) {}

  /** Over a plain socket, since a client library would not send all of these. */
  private static RawAnswer raw(String method, String target, String headers, String body)
      throws Exception {
    try (RawClient client = new RawClient(world().server().address())) {
      client.send(
          method
              + " "
              + target
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
              + world().alice
              + "\r\n"
              + headers
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      String head = client.head();
      return new RawAnswer(Integer.parseInt(head.substring(9, 12)), head, client.rest());
    }
  }

  private static String everything() {
    return world().index.boxes(new TenantId("alice"), null, 1000, null).items()
        + " "
        + world().index.executions(new TenantId("alice"), null, 1000, null).items()
        + " "
        + world().index.keys().size()
        + " "
        + world().executions.begun()
        + " "
        + world().executions.controls()
        + " "
        + world().attached;
  }

  @Test
  @Tag("C15")
  void aBodyOverTheLimitIsRefusedWhetherItsLengthIsSaidOrNot() throws Exception {
    String big = "{\"command\":\"" + "x".repeat(Requests.MAX_BODY_BYTES) + "\"}";

    World.Answer said = world().ask(world().alice, "POST", "/v1/boxes/home/exec", big);
    World.Answer chunked =
        world()
            .send(
                HttpRequest.newBuilder(world().server().uri("/v1/boxes/home/exec"))
                    .header("Authorization", "Bearer " + world().alice)
                    .POST(
                        BodyPublishers.ofByteArrays(
                            List.of(big.getBytes(StandardCharsets.UTF_8)))));

    assertThat(said.status()).isEqualTo(400);
    assertThat(said.code()).isEqualTo("invalid_argument");
    assertThat(chunked.status()).isEqualTo(400);
    assertThat(chunked.code()).isEqualTo("invalid_argument");
  }

  @ParameterizedTest
  @Tag("L16")
  @ValueSource(
      strings = {
        "\r\n\r\nnonsense\r\n\r\n",
        "GET \r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
      })
  void whatIsNotHttpGetsOurJsonToo(String bytes) throws Exception {
    try (RawClient client = new RawClient(world().server().address())) {
      client.send(bytes);

      String head = client.head();
      String body = client.rest();

      assertThat(head).startsWith("HTTP/1.1 400 ").contains("X-Request-Id: ");
      assertThat(body).contains("\"error\":{").contains("\"code\":\"").doesNotContain("pekko");
    }
  }

  @Test
  @Tag("C15")
  void whatBreaksInsideIsA500ThatTellsNothing() throws Exception {
    try (World broken = new World()) {
      String home = broken.box(broken.alice, "{}");
      broken.executions.breakDown();

      World.Answer answer =
          broken.ask(broken.alice, "POST", "/v1/boxes/" + home + "/exec", "{\"command\":\"true\"}");

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.code()).isEqualTo("internal");
      assertThat(answer.text()).doesNotContain("secret detail").doesNotContain("Exception");
    }
  }
}
