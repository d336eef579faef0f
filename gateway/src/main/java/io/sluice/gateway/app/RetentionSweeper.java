package io.sluice.gateway.app;

import io.sluice.gateway.execution.LogRemovals;
import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.gateway.tenant.LogQuota;
import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.index.Tenants;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the logs forgotten whose retention ended, by time or by what their tenant may have, one after
 * the other, the oldest first. What cannot go now has its turn at a later sweep.
 */
final class RetentionSweeper implements AutoCloseable {
  static final int MOST_AT_ONCE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(RetentionSweeper.class);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Index index;
  private final LogRemovals logs;
  private final InstantSource clock;
  private final LogQuotas quotas;
  private final Tuning.Retention retention;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sluice-retention").factory());

  RetentionSweeper(
      Index index,
      LogRemovals logs,
      InstantSource clock,
      LogQuotas quotas,
      Tuning.Retention retention) {
    this.index = index;
    this.logs = logs;
    this.clock = clock;
    this.quotas = quotas;
    this.retention = retention;
  }

  /** Sweeps from now on, one sweep at a time. */
  void start() {
    long pause = retention.sweepEvery().toMillis();
    var _ = thread.scheduleWithFixedDelay(this::run, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** While there are many, the next ones follow at once. */
  private void run() {
    try {
      while (sweep() == MOST_AT_ONCE) {
        Thread.sleep(retention.pace().pause());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (StorageUnavailable toldAlready) {
      LOG.debug("no log was forgotten now", toldAlready);
    } catch (RuntimeException failed) {
      LOG.warn("no log was forgotten now", failed);
    }
  }

  /** Once; what failed is logged as one. How many are gone. */
  int sweep() throws InterruptedException {
    int forgotten = 0;
    int failures = 0;
    Throwable cause = null;
    for (ExecutionId id : due()) {
      try {
        forgotten +=
            switch (logs.forget(id).toCompletableFuture().get()) {
              case ForgetAnswer.Forgotten _ -> 1;
              case ForgetAnswer.Kept _ -> 0;
            };
      } catch (ExecutionException failed) {
        failures++;
        cause = failed.getCause();
      }
      Thread.sleep(retention.pace().pause());
    }
    if (failures > 0) {
      LOG.warn("{} logs were not forgotten now, the last one because of", failures, cause);
    }
    return forgotten;
  }

  private List<ExecutionId> due() {
    Set<ExecutionId> due = new LinkedHashSet<>(index.keptUntil(clock.instant(), MOST_AT_ONCE));
    quotas.named().forEach((tenant, quota) -> add(due, Tenants.only(tenant), quota.retention()));
    add(due, Tenants.allBut(quotas.named().keySet()), quotas.usual().retention());
    return due.stream().limit(MOST_AT_ONCE).toList();
  }

  private void add(Set<ExecutionId> due, Tenants whose, LogQuota.Retention quota) {
    due.addAll(index.endedBefore(whose, clock.instant().minus(quota.afterEnd()), MOST_AT_ONCE));
    Long most = quota.keepBytes();
    if (most != null) {
      due.addAll(index.keptBeyond(whose, most, MOST_AT_ONCE));
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
