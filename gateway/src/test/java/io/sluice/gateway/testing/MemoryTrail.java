package io.sluice.gateway.testing;

import io.sluice.persistence.audit.AccessTrail;
import io.sluice.persistence.codec.AccessCodec;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.protocol.access.Access;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.SignedTrail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Access trails in memory; fails while it is told to. */
public final class MemoryTrail implements AccessTrail {
  private final Map<ExecutionId, List<Row>> trails = new HashMap<>();
  private final Map<ExecutionId, SignedTrail> signed = new HashMap<>();
  private int failures;

  /** The next commits fail. */
  public synchronized void fail(int times) {
    failures = times;
  }

  /** What is in the trail of an execution. */
  public synchronized List<AccessEvent> events(ExecutionId execution) {
    return trails.getOrDefault(execution, List.of()).stream()
        .map(row -> AccessCodec.decode(row.body()).event())
        .toList();
  }

  @Override
  public synchronized List<Long> append(List<Note> notes) {
    if (failures > 0) {
      failures--;
      throw new StorageUnavailable("the database is away", new IllegalStateException("test"));
    }
    return notes.stream().map(this::append).toList();
  }

  private long append(Note note) {
    List<Row> rows = trails.computeIfAbsent(note.execution(), _ -> new ArrayList<>());
    Payload body = AccessCodec.encode(new Access(note.at(), note.event()));
    ChainHead next = head(note.execution()).then(Digest.of(body));
    rows.add(new Row(next.length(), next.digest(), body));
    return next.length();
  }

  private ChainHead head(ExecutionId execution) {
    List<Row> rows = trails.getOrDefault(execution, List.of());
    return rows.isEmpty()
        ? ChainHead.START
        : new ChainHead(rows.getLast().number(), rows.getLast().head());
  }

  @Override
  public synchronized List<Row> rows(ExecutionId execution, long from) {
    return trails.getOrDefault(execution, List.of()).stream()
        .filter(row -> row.number() >= from)
        .toList();
  }

  @Override
  public synchronized Optional<Extent> extent(ExecutionId execution) {
    return trails.containsKey(execution)
        ? Optional.of(new Extent(head(execution), signed.get(execution)))
        : Optional.empty();
  }

  @Override
  public synchronized List<ExecutionId> unsignedSince(Instant before, int limit) {
    return trails.keySet().stream()
        .filter(execution -> !extent(execution).orElseThrow().isSigned())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized void sign(SignedTrail newest) {
    signed.put(newest.anchor().execution(), newest);
  }
}
