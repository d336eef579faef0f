package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("O12")
class RetentionSweeperTest {
  private static final TenantId TENANT = new TenantId("t1");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration KEPT = Duration.ofDays(7);

  private final FakeIndex index = new FakeIndex();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Instant now = START;

  @BeforeEach
  void makeTheTenant() {
    index.ensureTenant(TENANT, START);
  }

  private RetentionSweeper sweeper(Duration every) {
    return new RetentionSweeper(index, this::forget, () -> now, new Tuning.Retention(KEPT, every));
  }

  /** Of those named so, one is owed and one fails. */
  private CompletionStage<ForgetAnswer> forget(ExecutionId id) {
    asked.add(id.value());
    return switch (id.value()) {
      case "owed" -> CompletableFuture.completedStage(new ForgetAnswer.Kept());
      case "broken" -> CompletableFuture.failedStage(new IllegalStateException("a test"));
      default -> {
        index.forget(id);
        yield CompletableFuture.completedStage(new ForgetAnswer.Forgotten());
      }
    };
  }

  private void ended(String name, Instant at) {
    ExecutionId id = new ExecutionId(name);
    CommandSpec command =
        new CommandSpec("x", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    index.restoreExecution(new Facts(id, TENANT, new BoxId("b1"), command, Map.of(), START));
    Outcome outcome = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true);
    index.endExecution(id, new ExecutionRow.End(outcome, Offset.ZERO, null, at));
  }

  @Test
  void whatEndedLongerAgoThanTheRetentionIsForgottenOldestFirstAndNothingElse() throws Exception {
    ended("second", START.plusSeconds(2));
    ended("first", START.plusSeconds(1));
    ended("young", START.plusSeconds(3));

    now = START.plusSeconds(1).plus(KEPT);
    sweeper(KEPT).sweep();
    List<String> tooEarly = List.copyOf(asked);
    now = START.plusSeconds(3).plus(KEPT);
    sweeper(KEPT).sweep();

    assertThat(tooEarly).isEmpty();
    assertThat(asked).containsExactly("first", "second");
    assertThat(index.isGone(TENANT, new ExecutionId("young"))).isFalse();
  }

  @Test
  void whatIsOwedOrFailsIsTriedAgainAndHoldsUpNobody() throws Exception {
    ended("broken", START);
    ended("owed", START.plusSeconds(1));
    ended("free", START.plusSeconds(2));
    now = START.plus(KEPT).plusSeconds(9);

    sweeper(KEPT).sweep();
    sweeper(KEPT).sweep();

    assertThat(asked).containsExactly("broken", "owed", "free", "broken", "owed");
  }

  @Test
  void aSweepTakesNoMoreThanItsPart() throws Exception {
    for (int i = 0; i <= RetentionSweeper.MOST_AT_ONCE; i++) {
      ended("e" + i, START.plusSeconds(i));
    }
    now = START.plus(KEPT).plusSeconds(1_000);

    sweeper(KEPT).sweep();
    int first = asked.size();
    sweeper(KEPT).sweep();

    assertThat(first).isEqualTo(RetentionSweeper.MOST_AT_ONCE);
    assertThat(asked).hasSize(first + 1);
  }

  @Test
  void aSweepEndsAtOnceWhenTheGatewayStops() throws Exception {
    ended("first", START);
    ended("second", START.plusSeconds(1));
    now = START.plus(KEPT).plusSeconds(9);
    CountDownLatch begun = new CountDownLatch(1);
    RetentionSweeper sweeper =
        new RetentionSweeper(
            index,
            id -> {
              asked.add(id.value());
              begun.countDown();
              return new CompletableFuture<>();
            },
            () -> now,
            new Tuning.Retention(KEPT, Duration.ofMillis(1)));
    sweeper.start();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    sweeper.close();

    assertThat(asked).containsExactly("first");
  }
}
