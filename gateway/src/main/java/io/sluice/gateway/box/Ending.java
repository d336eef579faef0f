package io.sluice.gateway.box;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Ends what runs in a box. */
final class Ending {
  private final AsyncIndex index;
  private final Executions executions;

  Ending(AsyncIndex index, Executions executions) {
    this.index = index;
    this.executions = executions;
  }

  /** Whether all that ran there is over; false when the time is over before. */
  CompletableFuture<Boolean> endAll(TenantId tenant, BoxId box, Duration atMost) {
    return index
        .call(rows -> rows.unfinishedIn(tenant, box))
        .thenCompose(unfinished -> endEach(unfinished, atMost));
  }

  private CompletableFuture<Boolean> endEach(List<ExecutionId> unfinished, Duration atMost) {
    List<CompletableFuture<Boolean>> ends = unfinished.stream().map(id -> end(id, atMost)).toList();
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .thenApply(_ -> ends.stream().map(CompletableFuture::join).allMatch(over -> over));
  }

  /** All are killed at once, so that their waits run together. A refusal means: over already. */
  private CompletableFuture<Boolean> end(ExecutionId id, Duration atMost) {
    return executions
        .control(id, new Executions.By.Operator(), new Executions.Control.Kill())
        .thenCompose(_ -> executions.awaitEnd(id, atMost))
        .thenApply(Ending::isOver)
        .toCompletableFuture();
  }

  /** An absent one never came to be. */
  private static boolean isOver(State state) {
    return switch (state) {
      case State.Absent _, State.Ended _ -> true;
      case State.Accepted _, State.Starting _, State.Running _, State.Draining _ -> false;
    };
  }
}
