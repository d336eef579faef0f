package io.sluice.gateway.app;

import io.sluice.gateway.execution.Executions;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index in line with the journal after a start: who has no end is woken, and with its
 * runner gone ends as lost; who was never accepted leaves the index; who was accepted at a second
 * try has its facts there, not those of the first; and whose box does not run is ended.
 */
final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  /** Each waits for the database most of its time. */
  private static final int AT_ONCE = 8;

  private final Index index;
  private final Executions executions;

  Reconciliation(Index index, Executions executions) {
    this.index = index;
    this.executions = executions;
  }

  /** Blocks until all were woken; call it before new work is taken. */
  void run() {
    List<ExecutionId> unfinished = index.unfinished();
    try (ExecutorService several = Executors.newFixedThreadPool(AT_ONCE)) {
      List<CompletableFuture<Void>> all =
          unfinished.stream()
              .map(id -> CompletableFuture.runAsync(() -> reconcile(id), several))
              .toList();
      all.forEach(CompletableFuture::join);
    }
    if (!unfinished.isEmpty()) {
      LOG.info("{} executions were unfinished at the last stop", unfinished.size());
    }
  }

  private void reconcile(ExecutionId id) {
    switch (state(id)) {
      case null -> {}
      case State.Absent _ -> index.deleteExecution(id);
      case State.Ended ended -> index.restoreExecution(ended.facts());
      case State.Known running -> {
        index.restoreExecution(running.facts());
        endUnlessAtHome(running.facts());
      }
    }
  }

  /** Null when its log cannot be opened, of which the operator is told: others can (C23). */
  private @Nullable State state(ExecutionId id) {
    try {
      return executions.state(id).toCompletableFuture().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof LogDamaged) {
        return null;
      }
      throw failed;
    }
  }

  /** The stop of its box may have missed it when the gateway crashed (C19). */
  private void endUnlessAtHome(Facts facts) {
    boolean atHome =
        index
            .box(facts.tenant(), facts.box())
            .filter(box -> box.status() == Box.Status.RUNNING)
            .isPresent();
    if (!atHome) {
      executions
          .control(facts.execution(), new Executions.By.Operator(), new Executions.Control.Kill())
          .toCompletableFuture()
          .join();
    }
  }
}
