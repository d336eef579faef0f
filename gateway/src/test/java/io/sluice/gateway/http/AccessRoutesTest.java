package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.TrailCheck;
import io.sluice.persistence.audit.Verdict;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.access.AccessEvent.Acted;
import io.sluice.protocol.access.AccessEvent.Closed;
import io.sluice.protocol.access.AccessEvent.Opened;
import io.sluice.protocol.access.AccessEvent.Outcome;
import io.sluice.protocol.access.AccessEvent.Way;
import io.sluice.protocol.model.ExecutionId;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("T3")
class AccessRoutesTest {
  private final World world = new World();
  private String id = "";

  @BeforeEach
  void begin() throws Exception {
    id = world.execution(world.alice, world.box(world.alice, "{}"), "{\"command\":\"true\"}");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private List<AccessEvent> events() {
    return world.trail.events(new ExecutionId(id));
  }

  private Opened awaitVisit() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> events().stream().anyMatch(Closed.class::isInstance));
    return (Opened) events().getFirst();
  }

  @ParameterizedTest
  @CsvSource({"/output, OUTPUT", "/recording, RECORDING"})
  void whoReadsIsInTheTrailWithWhereFrom(String path, Way way) throws Exception {
    world.send(
        HttpRequest.newBuilder(world.server().uri("/v1/executions/" + id + path))
            .header("Authorization", "Bearer " + world.alice)
            .header("X-Forwarded-For", "192.0.2.7"));

    Opened opened = awaitVisit();
    assertThat(opened.way()).isEqualTo(way);
    assertThat(opened.by().address()).startsWith("127.0.0.1 ");
    assertThat(opened.by().forwardedFor()).isEqualTo("192.0.2.7");
    assertThat(opened.by().key()).isNotEmpty();
  }

  @Test
  void whoIsRefusedIsInTheTrailToo() throws Exception {
    assertThat(world.get(world.alice, "/v1/executions/" + id + "/output?from=99").status())
        .isEqualTo(400);

    Opened opened = awaitVisit();
    assertThat(Objects.requireNonNull(opened.from()).bytes()).isEqualTo(99);
    assertThat(events().getLast()).isEqualTo(new Closed(1, Outcome.REFUSED, null, null, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /audit, '', EXPORT,",
    "GET, /search?q=x&from=0, '', SEARCH, 0",
    "POST, /signal, '{\"signal\":10}', SIGNAL, USR1",
    "DELETE, '', '', KILL,",
    "DELETE, /output?before=0, '', TRIM, 0",
    "GET, /access, '', READ_TRAIL,"
  })
  void whatIsDoneIsInTheTrail(String method, String path, String body, Act act, String detail)
      throws Exception {
    world.ask(world.alice, method, "/v1/executions/" + id + path, body);

    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event).isInstanceOf(Acted.class);
              assertThat(((Acted) event).act()).isEqualTo(act);
              assertThat(((Acted) event).detail()).isEqualTo(detail);
            });
  }

  @Test
  void whatCannotBeWrittenDownIsNotShown() throws Exception {
    world.trail.fail(1);

    assertThat(world.get(world.alice, "/v1/executions/" + id + "/output").code())
        .isEqualTo("engine_unavailable");
    assertThat(events()).isEmpty();
  }

  @Test
  @Tag("T4")
  void theTrailProvesItselfAndEndsWithItsReader() throws Exception {
    world.get(world.alice, "/v1/executions/" + id + "/audit");

    List<String> lines =
        world.get(world.alice, "/v1/executions/" + id + "/access").text().lines().toList();

    TrailCheck check = new TrailCheck(TestKeys.SIGNER.all());
    lines.forEach(check::line);
    Verdict verdict = check.verdict();
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.proven()).isEqualTo(2);
    assertThat(verdict.unproven()).isZero();
    JsonNode last = new ObjectMapper().readTree(lines.get(2)).path("entry");
    assertThat(last.path("act").asText()).isEqualTo("read_trail");
  }

  @Test
  @Tag("T1")
  @Tag("O28")
  void ofAnotherTenantNothingIsShownAndNothingIsWritten() throws Exception {
    for (String path : List.of("/access", "/output", "/audit")) {
      assertThat(world.get(world.bob, "/v1/executions/" + id + path).status()).isEqualTo(404);
    }
    assertThat(events()).isEmpty();
  }
}
