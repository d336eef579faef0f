package io.sluice.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.model.ExecutionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DamagesTest {
  private final List<String> told = new ArrayList<>();
  private final Damages damages = new Damages(damaged -> told.add(damaged.execution().value()));

  @Test
  @Tag("C23")
  void theOperatorIsToldOfEachDamagedLogOnceHoweverOftenItIsRead() {
    LogDamaged one = new LogDamaged(new ExecutionId("one"), "entry 3 is missing", null);
    LogDamaged other = new LogDamaged(new ExecutionId("other"), "entry 1 cannot be read", null);

    damages.noting(CompletableFuture.failedStage(one));
    damages.noting(CompletableFuture.failedStage(new CompletionException(one)));
    damages.noting(CompletableFuture.failedStage(other));
    damages.noting(CompletableFuture.failedStage(new IllegalStateException("a test")));
    damages.noting(CompletableFuture.completedStage(1));

    assertThat(told).containsExactly("one", "other");
  }
}
