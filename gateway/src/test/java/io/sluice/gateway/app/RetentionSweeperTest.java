package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.gateway.tenant.LogQuota;
import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.retention.Pace;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
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
import org.jspecify.annotations.Nullable;
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
    return sweeper(quotas(KEPT, null), every);
  }

  private RetentionSweeper sweeper(LogQuotas quotas, Duration every) {
    return new RetentionSweeper(
        index, this::forget, () -> now, quotas, new Tuning.Retention(every, Pace.AT_ONCE));
  }

  private static LogQuotas quotas(Duration afterEnd, @Nullable Long keepBytes) {
    return new LogQuotas(quota(afterEnd, keepBytes), Map.of());
  }

  private static LogQuota quota(Duration afterEnd, @Nullable Long keepBytes) {
    return new LogQuota(
        new LogQuota.Output(null, OutputLimit.Policy.END, null),
        new LogQuota.Retention(afterEnd, null, keepBytes));
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
    ended(TENANT, name, at, 0, null);
  }

  private void ended(
      TenantId tenant, String name, Instant at, long bytes, @Nullable Instant keepUntil) {
    ExecutionId id = new ExecutionId(name);
    CommandSpec command =
        new CommandSpec("x", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    index.restoreExecution(new Facts(id, tenant, new BoxId("b1"), command, Map.of(), START));
    Outcome outcome = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true);
    index.endExecution(
        id, new ExecutionRow.End(outcome, new Offset(bytes), null, at, bytes, keepUntil));
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
  @Tag("O30")
  void eachTenantAndEachExecutionHasItsOwnTime() throws Exception {
    TenantId brief = new TenantId("t2");
    index.ensureTenant(brief, START);
    ended(TENANT, "usual", START, 0, null);
    ended(TENANT, "asked-for-less", START, 0, START.plusSeconds(10));
    ended(TENANT, "asked-for-more", START, 0, START.plus(KEPT.multipliedBy(2)));
    ended(brief, "brief", START, 0, null);
    LogQuotas quotas =
        new LogQuotas(quota(KEPT, null), Map.of(brief, quota(Duration.ofHours(1), null)));

    now = START.plusSeconds(11);
    sweeper(quotas, KEPT).sweep();
    List<String> first = List.copyOf(asked);
    now = START.plus(Duration.ofHours(2));
    sweeper(quotas, KEPT).sweep();
    now = START.plus(KEPT).plusSeconds(1);
    sweeper(quotas, KEPT).sweep();

    assertThat(first).containsExactly("asked-for-less");
    assertThat(asked).containsExactly("asked-for-less", "brief", "usual");
  }

  @Test
  void beyondWhatATenantMayHaveTheOldestGoButForWhatIsOwed() throws Exception {
    ended(TENANT, "owed", START, 10, null);
    ended(TENANT, "old", START.plusSeconds(1), 40, null);
    ended(TENANT, "new", START.plusSeconds(2), 60, null);
    now = START.plusSeconds(9);

    sweeper(quotas(KEPT, 60L), KEPT).sweep();
    sweeper(quotas(KEPT, 60L), KEPT).sweep();

    assertThat(asked).containsExactly("owed", "old", "owed");
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
            quotas(KEPT, null),
            new Tuning.Retention(Duration.ofMillis(1), Pace.AT_ONCE));
    sweeper.start();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    sweeper.close();

    assertThat(asked).containsExactly("first");
  }
}
