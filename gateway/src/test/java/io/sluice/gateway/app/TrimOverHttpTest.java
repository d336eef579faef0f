package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.execution.Command.Purpose;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What readers over HTTP see of a log whose start was trimmed. */
@ExtendWith(TrimRig.Shared.class)
class TrimOverHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TrimRig rig;
  private final HttpClient http = HttpClient.newHttpClient();

  TrimOverHttpTest(TrimRig rig) {
    this.rig = rig;
  }

  private HttpResponse<String> get(String what, String... headers) throws Exception {
    return http.send(rig.request(rig.trimmed(), what, headers), BodyHandlers.ofString());
  }

  private String body(String id, String what) throws Exception {
    return http.send(rig.request(id, what), BodyHandlers.ofString()).body();
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
  @Tag("O31")
  void whatALimitTookIsToldByStatusEventsAndRecordingAndWhatACleanUpTookIsNot() throws Exception {
    String id = rig.written("limited", running -> rig.trim(running, 6, Purpose.LIMIT));

    JsonNode limited = JSON.readTree(body(id, ""));
    List<JsonNode> events =
        JSON.readerFor(JsonNode.class).<JsonNode>readValues(body(id, "events")).readAll();
    JsonNode cleanedUp = JSON.readTree(get("").body());
    String recording = body(id, "recording");

    assertThat(limited.path("truncated").booleanValue()).isTrue();
    assertThat(events.getLast().path("truncated").booleanValue()).isTrue();
    assertThat(cleanedUp.has("truncated")).isFalse();
    assertThat(recording).contains("\"m\", \"truncated: a limit removed output\"]");
    assertThat(get("recording").body()).doesNotContain("truncated");
  }

  @Test
  @Tag("O18")
  void aRecordingMarksTheGapOnEachChannel() throws Exception {
    HttpResponse<String> response = get("recording");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .containsSubsequence(
            "\"m\", \"gap, stdout 0-13, trimmed\"]",
            "\"m\", \"gap, stderr 0-13, trimmed\"]",
            "\"o\", \"third\\r\\n\"]",
            "\"m\", \"exit ");
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
}
