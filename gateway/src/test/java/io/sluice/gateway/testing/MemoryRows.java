package io.sluice.gateway.testing;

import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.Recorded;
import io.sluice.persistence.codec.Stored;
import io.sluice.persistence.query.PurgedLog;
import io.sluice.persistence.query.RowReader;
import io.sluice.persistence.query.StoredRow;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.proof.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Rows as the journal would hold them. */
public final class MemoryRows implements RowReader {
  private final Function<ExecutionId, List<Event>> logs;

  public MemoryRows(Function<ExecutionId, List<Event>> logs) {
    this.logs = logs;
  }

  /** Numbered from 1. */
  public static List<StoredRow> of(List<Event> events) {
    List<StoredRow> rows = new ArrayList<>();
    Recorded recorded = Recorded.NOTHING;
    for (Event event : events) {
      Stored stored = recorded.next(event);
      recorded = recorded.after(stored);
      Link link = stored.link();
      rows.add(
          new StoredRow(
              rows.size() + 1,
              stored.form().manifest(),
              stored.form().bytes(),
              link == null ? null : Payload.owning(link.toByteArray())));
    }
    return rows;
  }

  @Override
  public CompletionStage<List<StoredRow>> rows(ExecutionId execution, long fromNumber) {
    return CompletableFuture.completedStage(
        of(logs.apply(execution)).stream().filter(row -> row.number() >= fromNumber).toList());
  }

  /** Nothing is removed from memory. */
  @Override
  public CompletionStage<Optional<PurgedLog>> purged(TenantId tenant, ExecutionId execution) {
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<StoredRow>> newestAnchor(ExecutionId execution) {
    return CompletableFuture.completedStage(
        of(logs.apply(execution)).reversed().stream()
            .filter(row -> row.manifest().equals(EventCodec.ANCHORED))
            .findFirst());
  }
}
