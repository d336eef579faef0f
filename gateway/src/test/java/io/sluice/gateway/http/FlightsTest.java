package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C18")
class FlightsTest {
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final Fingerprint THIS = new Fingerprint("0".repeat(64));
  private static final Fingerprint OTHER = new Fingerprint("1".repeat(64));

  private final Flights<String> flights = new Flights<>();
  private final List<CompletableFuture<String>> started = new ArrayList<>();

  @Test
  void whoAsksForTheSameWaitsAndGetsTheSameOutcome() {
    CompletableFuture<String> first = join(THIS);
    CompletableFuture<String> second = join(THIS);
    assertThat(started).hasSize(1);
    assertThat(second).isNotDone();

    started.getFirst().complete("begun");

    assertThat(first).isCompletedWithValue("begun");
    assertThat(second).isCompletedWithValue("begun");
    assertThat(started).hasSize(1);
  }

  @Test
  void aFailureIsTheOutcomeOfAllWhoWaitedAndTheNextOneTriesAnew() {
    CompletableFuture<String> first = join(THIS);
    CompletableFuture<String> second = join(THIS);

    started.getFirst().completeExceptionally(new IllegalStateException("no"));
    CompletableFuture<String> next = join(THIS);

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(next).isNotDone();
    assertThat(started).hasSize(2);
  }

  @Test
  void whoAsksForSomethingElseTriesAfterTheFirstHoweverThatEnds() {
    var _ = join(THIS);
    CompletableFuture<String> other = join(OTHER);
    CompletableFuture<String> third = join(THIS);
    assertThat(started).hasSize(1);

    started.getFirst().completeExceptionally(new IllegalStateException("no"));
    assertThat(started).hasSize(2);
    started.getLast().complete("other");

    assertThat(other).isCompletedWithValue("other");
    assertThat(third).isCompletedExceptionally();
  }

  @Test
  void anotherExecutionWaitsForNobody() {
    var _ = join(THIS);

    CompletionStage<String> other = flights.join(new ExecutionId("e2"), THIS, this::start);

    assertThat(started).hasSize(2);
    assertThat(other.toCompletableFuture()).isNotDone();
  }

  @Test
  void whatThrowsAtOnceIsAFailureThatHoldsNobodyUp() {
    CompletionStage<String> thrown =
        flights.join(
            ID,
            THIS,
            () -> {
              throw new IllegalStateException("at once");
            });

    CompletableFuture<String> next = join(THIS);

    assertThat(thrown.toCompletableFuture()).isCompletedExceptionally();
    assertThat(next).isNotDone();
  }

  private CompletableFuture<String> join(Fingerprint asked) {
    return flights.join(ID, asked, this::start).toCompletableFuture();
  }

  private CompletionStage<String> start() {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    started.add(outcome);
    return outcome;
  }
}
