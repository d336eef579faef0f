package io.sluice.gateway.app;

import io.sluice.gateway.execution.LogRemovals;
import io.sluice.persistence.index.Index;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the logs forgotten whose retention ended, one after the other, the oldest first. What cannot
 * go now has its turn at a later sweep.
 */
final class RetentionSweeper implements AutoCloseable {
  static final int MOST_AT_ONCE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(RetentionSweeper.class);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Index index;
  private final LogRemovals logs;
  private final InstantSource clock;
  private final Tuning.Retention retention;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sluice-retention").factory());

  RetentionSweeper(Index index, LogRemovals logs, InstantSource clock, Tuning.Retention retention) {
    this.index = index;
    this.logs = logs;
    this.clock = clock;
    this.retention = retention;
  }

  /** Sweeps from now on, one sweep at a time. */
  void start() {
    long pause = retention.sweepEvery().toMillis();
    var _ = thread.scheduleWithFixedDelay(this::run, pause, pause, TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      sweep();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.warn("no log was forgotten now", failed);
    }
  }

  /** Once; what failed is logged as one. */
  void sweep() throws InterruptedException {
    int failures = 0;
    Throwable cause = null;
    for (ExecutionId id :
        index.endedBefore(clock.instant().minus(retention.afterEnd()), MOST_AT_ONCE)) {
      try {
        logs.forget(id).toCompletableFuture().get();
      } catch (ExecutionException failed) {
        failures++;
        cause = failed.getCause();
      }
    }
    if (failures > 0) {
      LOG.warn("{} logs were not forgotten now, the last one because of", failures, cause);
    }
  }

  /** What is being forgotten now is whole or gone, whenever this ends. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the sweep of ended logs did not stop in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
