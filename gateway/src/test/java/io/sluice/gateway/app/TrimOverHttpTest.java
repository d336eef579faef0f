package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.gateway.cli.ListenAddress;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.execution.Command.Purpose;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What readers of a whole gateway see of a log whose start was trimmed. It holds {@code first} on
 * stdout in [0, 6), {@code second} on stderr in [6, 13), {@code third} on stdout in [13, 19).
 */
class TrimOverHttpTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path doors;
  private static Gateway gateway;
  private static SluiceClient client;
  private static String key;
  private static String box;
  private static String trimmed;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path scratch) throws Exception {
    doors = scratch;
    gateway =
        Gateway.start(
            new GatewaySettings(
                new ListenAddress("127.0.0.1", 0), data, null, true, Tuning.load(null)),
            () -> {});
    key = Files.readString(data.resolve("admin.key")).strip();
    client = new SluiceClient(gateway.url(), key);
    box = client.createBox(new NewBox(null, null)).id();
    trimmed = written("trimmed", false);
    assertThat(trim(trimmed, 14, Purpose.CLEAN_UP))
        .isEqualTo(new TrimAnswer.Trimmed(new Offset(13)));
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
  }

  /**
   * Each output is written when the one before is in the log, so each has an entry of its own.
   *
   * @param watched whether a consumer gets the first output and leaves
   */
  private static String written(String name, boolean watched) throws Exception {
    Path door = doors.resolve(name);
    String wait = "while [ ! -e %s-%d ]; do sleep 0.02; done; ";
    String script =
        "echo first; "
            + wait.formatted(door, 1)
            + "echo second >&2; "
            + wait.formatted(door, 2)
            + "echo third";
    String id = client.exec(box, ExecRequest.of("sh", "-c", script));
    try (HttpClient reader = HttpClient.newHttpClient()) {
      InputStream output =
          reader.send(request(id, "output?follow=1"), BodyHandlers.ofInputStream()).body();
      output.readNBytes("first\n".length());
      if (watched) {
        readFirstAndLeave(id);
      }
      Files.createFile(Path.of(door + "-1"));
      output.readNBytes("second\n".length());
      Files.createFile(Path.of(door + "-2"));
      output.readAllBytes();
    }
    return id;
  }

  private static TrimAnswer trim(String id, long upTo, Purpose purpose) throws Exception {
    return gateway
        .trims()
        .trim(new ExecutionId(id), new Offset(upTo), purpose)
        .toCompletableFuture()
        .get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static HttpRequest request(String id, String what, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(client.base() + "/v1/executions/" + id + "/" + what))
            .header("Authorization", "Bearer " + key)
            .timeout(LONG);
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  private HttpResponse<String> get(String what, String... headers) throws Exception {
    return http.send(request(trimmed, what, headers), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @Tag("O17")
  @CsvSource({
    "output?from=0, Accept, */*",
    "output?from=12&follow=1, Accept, */*",
    "output?from=6&channel=stderr, Accept, */*",
    "output, Range, bytes=0-18",
    "output, Range, bytes=12-",
    "output?channel=stdout, Range, bytes=5-5",
    "events?from=12, Accept, */*",
    "events, Last-Event-ID, 3",
    "events, Last-Event-ID, 4"
  })
  void whoNamesAnOffsetBelowWhatIsLeftIsToldTheEarliest(String what, String header, String value)
      throws Exception {
    HttpResponse<String> response = get(what, header, value);

    assertThat(response.statusCode()).isEqualTo(410);
    JsonNode error = JSON.readTree(response.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo("offset_expired");
    assertThat(error.path("earliest_offset").longValue()).isEqualTo(13);
  }

  @Test
  @Tag("O17")
  void theProblemDocumentNamesItTooAndSoDoesTheExecution() throws Exception {
    HttpResponse<String> response = get("output?from=1", "Accept", "application/problem+json");
    JsonNode execution = JSON.readTree(get("").body());

    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.path("status").intValue()).isEqualTo(410);
    assertThat(problem.path("earliest_offset").longValue()).isEqualTo(13);
    assertThat(execution.path("offsets").path("earliest").longValue()).isEqualTo(13);
    assertThat(execution.path("offsets").path("end").longValue()).isEqualTo(19);
  }

  @Test
  @Tag("O17")
  @Tag("C5")
  void anObserverThatAsksForWhatIsGoneIsRefusedBeforeTheUpgrade() {
    CompletableFuture<WebSocket> opened =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + key)
            .buildAsync(
                URI.create(
                    client.base().toString().replaceFirst("^http", "ws")
                        + "/v1/executions/"
                        + trimmed
                        + "/attach?stdin=0&from=12"),
                new WebSocket.Listener() {});

    assertThat(opened)
        .failsWithin(LONG)
        .withThrowableOfType(Exception.class)
        .havingCause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(410));
  }

  @ParameterizedTest
  @Tag("O18")
  @CsvSource({
    "output, '', 200, 'third\n', 13",
    "output?from=13, '', 200, 'third\n', 13",
    "output?from=15, '', 200, 'ird\n', 15",
    "output?channel=stdout, '', 200, 'third\n', 13",
    "output?channel=stderr, '', 200, '', 13",
    "output?follow=1, '', 200, 'third\n', 13",
    "output, bytes=-100, 206, 'third\n', ''",
    "output?channel=stdout, bytes=8-, 206, 'ird\n', ''"
  })
  void whatIsLeftIsReadAndSaysWhereItStarts(
      String what, String range, int status, String body, String start) throws Exception {
    HttpResponse<String> response = range.isEmpty() ? get(what) : get(what, "Range", range);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.headers().firstValue("Sluice-Start-Offset").orElse("")).isEqualTo(start);
  }

  @Test
  @Tag("O18")
  void eventsFromTheStartTellTheGapOnEachChannelAndGoOnAfterIt() throws Exception {
    List<JsonNode> events =
        JSON.readerFor(JsonNode.class).<JsonNode>readValues(get("events").body()).readAll();
    List<JsonNode> gaps =
        events.stream().filter(event -> event.path("type").asText().equals("gap")).toList();
    String after = gaps.getLast().path("id").asText();
    String resumed = get("events", "Last-Event-ID", after, "Accept", "text/event-stream").body();

    assertThat(gaps)
        .extracting(gap -> gap.path("channel").asText())
        .containsExactly("stdout", "stderr");
    assertThat(gaps)
        .allSatisfy(
            gap -> {
              assertThat(gap.path("from").longValue()).isZero();
              assertThat(gap.path("to").longValue()).isEqualTo(13);
              assertThat(gap.path("reason").asText()).isEqualTo("trimmed");
            });
    assertThat(gaps.getFirst().has("id")).isFalse();
    assertThat(events.getFirst().path("type").asText()).isEqualTo("accepted");
    assertThat(events.getLast().path("type").asText()).isEqualTo("exit");
    assertThat(resumed).contains("event: output\n").doesNotContain("event: gap");
  }

  @Test
  @Tag("O18")
  void aConsumerFromTheStartIsToldTheGapBeforeTheOutput() throws Exception {
    List<String> seen = seenToTheEnd(trimmed);

    assertThat(seen).containsExactly("output_gap", "output_gap", "STDOUT third\n");
  }

  @Test
  @Tag("O18")
  @Tag("O8")
  void theSuccessorOfACutConsumerGetsTheGapFirst() throws Exception {
    String id = written("owed", true);
    client.awaitEnd(id, LONG);
    TrimAnswer cleanedUp = trim(id, 14, Purpose.CLEAN_UP);
    TrimAnswer limited = trim(id, 14, Purpose.LIMIT);

    List<String> seen = seenToTheEnd(id);

    assertThat(cleanedUp)
        .isInstanceOfSatisfying(
            TrimAnswer.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Owed.class));
    assertThat(limited).isEqualTo(new TrimAnswer.Trimmed(new Offset(13)));
    assertThat(seen).startsWith("output_gap").endsWith("STDOUT third\n");
    assertThat(seen).doesNotContain("STDOUT first\n", "STDERR second\n");
  }

  private static List<String> seenToTheEnd(String id) throws Exception {
    Seen seen = new Seen();
    try (Attachment attachment = client.attach(AttachRequest.controller(id), seen)) {
      assertThat(attachment.await()).isEqualTo(new AttachEnd.Exited(0, "exited", false));
    }
    return seen.items();
  }

  private static void readFirstAndLeave(String id) throws Exception {
    Seen first = new Seen();
    try (Attachment _ = client.attach(AttachRequest.controller(id), first)) {
      first.awaitOutput();
    }
  }
}
