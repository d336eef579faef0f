package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.protocol.model.ExecutionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SearchRoutesTest {
  private static SearchRig rig;

  @BeforeAll
  static void open() {
    rig = new SearchRig();
  }

  @AfterEach
  void mend() {
    rig.world.journal.mend();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @Test
  @Tag("O26")
  void aMatchOverChunksIsToldWithItsPlaceTimeAndLine() throws Exception {
    ExecutionId id = rig.execution("", "one\ntwo er", "ror three\n");
    rig.end(id);

    JsonNode answer = rig.search(id, "q=error").json();

    JsonNode match = answer.path("matches").path(0);
    assertThat(match.path("offset").intValue()).isEqualTo(8);
    assertThat(match.path("channel").asText()).isEqualTo("stdout");
    assertThat(match.path("channel_offset").intValue()).isEqualTo(8);
    assertThat(match.path("length").intValue()).isEqualTo(5);
    assertThat(match.path("time_us").intValue()).isEqualTo(1);
    assertThat(match.path("at").asText()).isEqualTo("2026-01-02T03:04:05.000001Z");
    assertThat(match.path("line").intValue()).isEqualTo(2);
    assertThat(match.path("line_start").intValue()).isEqualTo(4);
    assertThat(match.path("before").asText()).isEqualTo("two ");
    assertThat(match.path("match").asText()).isEqualTo("error");
    assertThat(match.path("after").asText()).isEqualTo(" three");
    assertThat(match.has("partial")).isFalse();
    assertThat(answer.path("matches")).hasSize(1);
    assertThat(answer.path("state").asText()).isEqualTo("ended");
    assertThat(answer.path("complete").booleanValue()).isTrue();
    assertThat(answer.has("next")).isFalse();
    assertThat(answer.path("searched_to").intValue()).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "q=A%2BB",
        "q=a%2Bb&ignore_case=1",
        "q=%5Ba-z%5D%5C%2BB%24&regex=1&ignore_case=true"
      })
  void textAndExpressionsAreFoundInEitherCase(String query) throws Exception {
    ExecutionId id = rig.execution("", "x\nA+B\n");

    assertThat(SearchRig.offsets(rig.search(id, query).json())).containsExactly(2L);
  }

  @Test
  @Tag("O22")
  void cursorsLeadThroughAllMatchesOnceThoughPagesAndRequestsAreSmall() throws Exception {
    ExecutionId id = rig.execution("", "ab ab\na", "b\n", "x a", "b", "ab");
    rig.end(id);
    rig.world.journal.pagesOf(2);

    List<Long> found = new ArrayList<>();
    JsonNode answer = rig.search(id, "q=ab&limit=1").json();
    found.addAll(SearchRig.offsets(answer));
    while (answer.has("next")) {
      answer = rig.search(id, "q=ab&limit=1&cursor=" + answer.path("next").asText()).json();
      found.addAll(SearchRig.offsets(answer));
    }

    assertThat(found).containsExactly(0L, 3L, 6L, 11L, 13L);
    assertThat(answer.path("complete").booleanValue()).isTrue();
  }

  @Test
  void aRunningOneIsSearchedToItsNewestByteAndLaterFromThere() throws Exception {
    ExecutionId id = rig.execution("", "ok\nname: er");

    JsonNode first = rig.search(id, "q=error").json();
    rig.write(id, "ror, error\n");
    JsonNode second = rig.search(id, "q=error&cursor=" + first.path("next").asText()).json();
    JsonNode third = rig.search(id, "q=error&cursor=" + second.path("next").asText()).json();

    assertThat(first.path("complete").booleanValue()).isTrue();
    assertThat(first.path("matches")).isEmpty();
    assertThat(SearchRig.offsets(second)).containsExactly(9L, 16L);
    assertThat(second.path("matches").path(0).path("line").intValue()).isEqualTo(2);
    assertThat(third.path("matches")).isEmpty();
  }

  @Test
  void fromSaysWhereItBeginsAndThenNobodyCountsLines() throws Exception {
    ExecutionId id = rig.execution("", "ab\n", "ab\nab\n");

    JsonNode answer = rig.search(id, "q=ab&from=1").json();

    assertThat(SearchRig.offsets(answer)).containsExactly(3L, 6L);
    assertThat(answer.path("from").intValue()).isEqualTo(1);
    assertThat(answer.path("matches").path(0).has("line")).isFalse();
  }

  @Test
  @Tag("O17")
  void whatWasRemovedIsGoneAndWithoutAPlaceItBeginsWithWhatIsLeft() throws Exception {
    ExecutionId id = rig.execution("", "ab\n", "ab\nab\n");
    String cursor = rig.search(id, "q=ab&limit=1").json().path("next").asText();
    rig.trim(id, 3);

    World.Answer below = rig.search(id, "q=ab&from=2");
    World.Answer left = rig.search(id, "q=ab");
    World.Answer goneOn = rig.search(id, "q=ab&cursor=" + cursor);

    assertThat(below.status()).isEqualTo(410);
    assertThat(below.code()).isEqualTo("offset_expired");
    assertThat(below.json().path("error").path("earliest_offset").intValue()).isEqualTo(3);
    assertThat(SearchRig.offsets(left.json())).containsExactly(3L, 6L);
    assertThat(left.json().path("from").intValue()).isEqualTo(3);
    assertThat(goneOn.status()).isEqualTo(410);
  }

  @Test
  @Tag("O18")
  void aRemovalThatOvertakesTheSearchIsToldAndNoMatchSpansIt() throws Exception {
    ExecutionId id = rig.execution("", "ab a", "x\n", "b ab\n");
    rig.world.journal.pagesOf(rig.world.executions.log(id).size() - 2);
    CountDownLatch once = new CountDownLatch(1);
    rig.world.journal.beforePage(
        () -> {
          if (once.getCount() == 0) {
            rig.trim(id, 6);
          }
          once.countDown();
        });

    JsonNode answer = rig.search(id, "q=ab").json();

    assertThat(SearchRig.offsets(answer)).containsExactly(0L, 8L);
    assertThat(answer.path("removed").path(0).path("from").intValue()).isEqualTo(4);
    assertThat(answer.path("removed").path(0).path("to").intValue()).isEqualTo(6);
    assertThat(answer.path("matches").path(1).has("line")).isFalse();
  }

  @Test
  @Tag("O24")
  void moreSearchesAtOnceThanATenantMayAreRefusedWithATimeToComeBack() throws Exception {
    ExecutionId id = rig.execution("", "ab\n");
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch open = new CountDownLatch(1);
    rig.world.journal.beforePage(
        () -> {
          entered.countDown();
          awaitQuietly(open);
        });
    List<Future<World.Answer>> under = new ArrayList<>();
    World.Answer refused;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      under.add(threads.submit(() -> rig.search(id, "q=ab")));
      under.add(threads.submit(() -> rig.search(id, "q=ab")));
      entered.await();
      refused = rig.search(id, "q=ab");
      open.countDown();
    }

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("resource_exhausted");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(under).allSatisfy(one -> assertThat(one.resultNow().status()).isEqualTo(200));
    assertThat(rig.search(id, "q=ab").status()).isEqualTo(200);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
