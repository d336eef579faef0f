package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.gateway.cli.ListenAddress;
import io.sluice.persistence.audit.PurgedCheck;
import io.sluice.persistence.audit.Verdict;
import io.sluice.protocol.model.Offset;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of an execution before and after the end of its retention, of 7 days. */
class RetentionOverHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String START =
      "{\"command\":\"sh\",\"args\":[\"-c\",\"echo said; echo once >> %s\"]}";

  @TempDir Path data;
  @TempDir Path scratch;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile Duration ahead = Duration.ZERO;
  private Gateway gateway;
  private String key;

  @BeforeEach
  void start() throws Exception {
    gateway =
        Gateway.start(
            new GatewaySettings(
                new ListenAddress("127.0.0.1", 0), data, null, true, "process", Tuning.load(null)),
            () -> Instant.now().plus(ahead),
            () -> {});
    key = Files.readString(data.resolve("admin.key")).strip();
  }

  @AfterEach
  void stop() {
    gateway.close();
    http.close();
  }

  private HttpResponse<String> send(String as, String method, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1" + path))
            .header("Authorization", "Bearer " + as)
            .header("Idempotency-Key", "the-key")
            .timeout(LONG)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(key, "GET", path, "");
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }

  private static void assertGone(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(410);
    assertThat(json(response).path("error").path("code").asText()).isEqualTo("session_reaped");
  }

  private int attachStatus(String one) {
    String url = gateway.url().toString().replaceFirst("http", "ws") + "/v1" + one + "/attach";
    try {
      http.newWebSocketBuilder()
          .header("Authorization", "Bearer " + key)
          .buildAsync(URI.create(url), new WebSocket.Listener() {})
          .join();
      return 101;
    } catch (CompletionException refused) {
      if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
        return handshake.getResponse().statusCode();
      }
      throw refused;
    }
  }

  private String keyOfAnotherTenant() throws Exception {
    String body = "{\"name\":\"n\",\"tenant\":\"another\",\"scopes\":[\"user\"]}";
    return json(send(key, "POST", "/keys", body)).path("token").asText();
  }

  private void assertThatWhateverNamesItIsGone(String one, String foreign) throws Exception {
    for (String path : List.of("", "/wait", "/output", "/output?from=9", "/events", "/access")) {
      assertGone(get(one + path));
      assertGone(get("/boxes/any" + one + path));
      assertThat(send(foreign, "GET", one + path, "").statusCode()).isEqualTo(404);
    }
    assertGone(send(key, "DELETE", one, ""));
    assertGone(send(key, "POST", one + "/signal", "{\"signal\":2}"));
    assertGone(send(key, "POST", one + "/resize", "{\"cols\":80,\"rows\":24}"));
    assertThat(attachStatus(one)).isEqualTo(410);
  }

  /** What was signed of it when it went is there for its tenant, and says how much there was. */
  private void assertThatItsProofIsLeft(String one, String foreign) throws Exception {
    HttpResponse<String> left = get(one + "/audit");
    PurgedCheck check = new PurgedCheck(null);
    left.body().lines().forEach(check::line);

    Verdict verdict = check.verdict();
    assertThat(left.statusCode()).isEqualTo(200);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.provenTo()).isEqualTo(new Offset("said\n".length()));
    assertThat(verdict.proven()).isGreaterThan(3);
    assertThat(send(foreign, "GET", one + "/audit", "").statusCode()).isEqualTo(404);
  }

  /** The index follows the journal's end a moment later. */
  private void sweepUntilItIsGone(String one) {
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> {
              gateway.sweep();
              return get(one).statusCode() == 410;
            });
  }

  @Test
  @Tag("O12")
  @Tag("O30")
  @Tag("C5")
  @Tag("C18")
  @Tag("T1")
  @Tag("T4")
  void itIsReadableUntilItsRetentionEndsHoweverOftenItIsReadAndThenGoneForGood() throws Exception {
    Path ran = scratch.resolve("ran");
    String start = START.formatted(ran);
    HttpResponse<String> first = send(key, "POST", "/executions", start);
    String id = json(first).path("execution_id").asText();
    String one = "/executions/" + id;
    String foreign = keyOfAnotherTenant();

    get(one + "/wait");
    for (int reading = 0; reading < 3; reading++) {
      assertThat(get(one + "/events").body()).contains("\"exit\"");
    }
    ahead = Duration.ofDays(6);
    gateway.sweep();
    assertThat(get(one).statusCode()).isEqualTo(200);
    assertThat(json(get("/executions")).path("executions")).hasSize(1);
    assertThat(send(key, "POST", "/executions", start).body()).isEqualTo(first.body());

    ahead = Duration.ofDays(8);
    sweepUntilItIsGone(one);

    assertThatWhateverNamesItIsGone(one, foreign);
    assertThatItsProofIsLeft(one, foreign);
    assertGone(send(key, "POST", "/executions", start));
    assertGone(send(key, "POST", "/executions", START.formatted("/dev/null")));
    assertThat(json(get("/executions")).path("executions")).isEmpty();
    assertThat(Files.readAllLines(ran)).containsExactly("once");
    assertThat(get("/executions/never").statusCode()).isEqualTo(404);
  }
}
