package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.protocol.model.ExecutionId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TenantSearchTest {
  private final SearchRig rig = new SearchRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whatIsMissingOrCannotBeReadIsATypedErrorAndOthersGoOn() throws Exception {
    ExecutionId holed = rig.execution("", "ab\n", "ab\n", "ab\n");
    ExecutionId corrupt = rig.execution("", "ab\n");
    ExecutionId whole = rig.execution("", "ab\n");
    rig.world.executions.lose(holed, SearchRig.before(3));
    rig.world.journal.breakLog(corrupt, new UnreadableEntry("secret detail"));

    World.Answer missing = rig.search(holed, "q=ab");
    World.Answer unreadable = rig.search(corrupt, "q=ab");
    JsonNode all = rig.world.get(rig.world.alice, "/v1/search?q=ab").json();

    assertThat(missing.status()).isEqualTo(500);
    assertThat(missing.code()).isEqualTo("storage_error");
    assertThat(unreadable.code()).isEqualTo("storage_error");
    assertThat(unreadable.text()).doesNotContain("secret detail");
    assertThat(SearchRig.offsets(rig.search(whole, "q=ab").json())).containsExactly(0L);
    assertThat(all.path("matches")).hasSize(1);
    assertThat(all.path("skipped")).hasSize(2);
    assertThat(all.path("skipped").path(0).path("reason").asText()).isEqualTo("unreadable");
  }

  @Test
  @Tag("O28")
  @Tag("T1")
  void anotherTenantsExecutionIsNotFoundAndNeverAmongAll() throws Exception {
    ExecutionId id = rig.execution("", "secret\n");

    World.Answer one =
        rig.world.get(rig.world.bob, "/v1/executions/" + id.value() + "/search?q=secret");
    World.Answer all = rig.world.get(rig.world.bob, "/v1/search?q=secret");

    assertThat(one.status()).isEqualTo(404);
    assertThat(all.json().path("matches")).isEmpty();
    assertThat(all.json().path("executions").intValue()).isZero();
    assertThat(rig.world.get(rig.world.alice, "/v1/search?q=secret").json().path("matches"))
        .hasSize(1);
  }

  @Test
  @Tag("T1")
  void aCursorOfAnotherTenantLeadsNowhereButIntoOnesOwn() throws Exception {
    ExecutionId _ = rig.execution("", "ab ab\n");
    String cursor =
        rig.world.get(rig.world.alice, "/v1/search?q=ab&limit=1").json().path("next").asText();

    JsonNode answer = rig.world.get(rig.world.bob, "/v1/search?q=ab&cursor=" + cursor).json();

    assertThat(answer.path("matches")).isEmpty();
  }

  @Test
  void allOfATenantAreSearchedNewestFirstByLabelAndCursorsLeadThroughThem() throws Exception {
    ExecutionId first = rig.execution("\"job\":\"a b\"", "ab\n", "ab\n");
    ExecutionId second = rig.execution("\"job\":\"a b\",\"x\":\"y\"", "x\nab ab\n");
    ExecutionId _ = rig.execution("\"job\":\"other\"", "ab\n");
    String query = "/v1/search?q=ab&limit=1&label=" + SearchRig.encoded("job=a b");

    List<String> found = new ArrayList<>();
    JsonNode answer = rig.world.get(rig.world.alice, query).json();
    while (answer.has("next")) {
      answer.path("matches").forEach(match -> found.add(place(match)));
      answer =
          rig.world.get(rig.world.alice, query + "&cursor=" + answer.path("next").asText()).json();
    }
    answer.path("matches").forEach(match -> found.add(place(match)));

    assertThat(found)
        .containsExactly(
            second.value() + " 2 line 2",
            second.value() + " 5 line 2",
            first.value() + " 0 line 1",
            first.value() + " 3 line 2");
    assertThat(answer.path("complete").booleanValue()).isTrue();
  }

  private static String place(JsonNode match) {
    return match.path("execution_id").asText()
        + " "
        + match.path("offset").asText()
        + " line "
        + match.path("line").asText();
  }

  @Test
  @Tag("O30")
  void oneThatIsRemovedMeanwhileIsSkippedAndToldAndTheOthersAreSearched() throws Exception {
    ExecutionId older = rig.execution("", "ab\n");
    ExecutionId newer = rig.execution("", "ab ab\n");
    String cursor =
        rig.world.get(rig.world.alice, "/v1/search?q=ab&limit=1").json().path("next").asText();
    rig.world.index.forget(newer);
    rig.world.executions.forget(newer);

    JsonNode answer = rig.world.get(rig.world.alice, "/v1/search?q=ab&cursor=" + cursor).json();

    assertThat(answer.path("matches").path(0).path("execution_id").asText())
        .isEqualTo(older.value());
    assertThat(answer.path("skipped").path(0).path("execution_id").asText())
        .isEqualTo(newer.value());
    assertThat(answer.path("skipped").path(0).path("reason").asText()).isEqualTo("gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"since=2026-01-02T03:04:06Z", "until=2026-01-02T03:04:05Z"})
  void othersThanThoseOfTheTimeAskedForAreLeftOut(String bound) throws Exception {
    ExecutionId _ = rig.execution("", "ab\n");

    assertThat(SearchRig.offsets(rig.world.get(rig.world.alice, "/v1/search?q=ab&" + bound).json()))
        .isEmpty();
    assertThat(
            SearchRig.offsets(
                rig.world
                    .get(
                        rig.world.alice,
                        "/v1/search?q=ab&since=2026-01-02T03:04:05Z&until=2027-01-01T00:00:00Z")
                    .json()))
        .hasSize(1);
  }
}
