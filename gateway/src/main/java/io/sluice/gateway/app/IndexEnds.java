package io.sluice.gateway.app;

import io.sluice.gateway.execution.EndListener;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.protocol.execution.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Copies journaled ends into the index, again and again while the database fails. What a stop
 * leaves of this is made good by the next start.
 */
final class IndexEnds implements EndListener {
  private static final int AGAIN_SECONDS = 5;

  private final Index index;
  private final Executor executor;

  IndexEnds(Index index, Executor executor) {
    this.index = index;
    this.executor = executor;
  }

  @Override
  public void ended(State.Ended state) {
    executor.execute(() -> write(state));
  }

  private void write(State.Ended state) {
    var progress = state.progress();
    Duration retention = state.facts().terms().log().retention();
    try {
      index.endExecution(
          state.facts().execution(),
          new ExecutionRow.End(
              state.outcome(),
              progress.offset(),
              progress.startedAt(),
              progress.lastAt(),
              progress.offset().bytes() - progress.trimmed().offset().bytes(),
              retention == null ? null : progress.lastAt().plus(retention)));
    } catch (StorageUnavailable toldAlready) {
      CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS, executor)
          .execute(() -> write(state));
    }
  }
}
