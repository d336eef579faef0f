package io.sluice.gateway.app;

import io.sluice.persistence.retention.OutputRemoval;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The same removals, and in what haste they were asked for. */
final class NotedRemovals implements OutputRemoval {
  private final OutputRemoval removal;
  private final Map<ExecutionId, List<Haste>> asked = new ConcurrentHashMap<>();

  NotedRemovals(OutputRemoval removal) {
    this.removal = removal;
  }

  List<Haste> of(ExecutionId execution) {
    return asked.getOrDefault(execution, List.of());
  }

  @Override
  public CompletionStage<Cursor> boundary(ExecutionId execution, Offset offset) {
    return removal.boundary(execution, offset);
  }

  @Override
  public CompletionStage<ChainHead> head(ExecutionId execution, TrimPoint from, Offset offset) {
    return removal.head(execution, from, offset);
  }

  @Override
  public CompletionStage<Long> remove(ExecutionId execution, Offset upTo, Haste haste) {
    asked.computeIfAbsent(execution, _ -> new CopyOnWriteArrayList<>()).add(haste);
    return removal.remove(execution, upTo, haste);
  }
}
