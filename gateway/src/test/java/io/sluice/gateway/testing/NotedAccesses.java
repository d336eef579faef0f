package io.sluice.gateway.testing;

import io.sluice.gateway.audit.Accesses;
import io.sluice.gateway.audit.Visit;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.access.Visitor;
import io.sluice.protocol.model.ExecutionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** One trail in memory, written at once. */
public final class NotedAccesses implements Accesses {
  /** How {@link #visit} begins. */
  public static final AccessEvent.Opened OPENED =
      new AccessEvent.Opened(
          new Visitor("k", "127.0.0.1 1", null),
          AccessEvent.Way.ATTACH,
          AccessEvent.Right.WRITE,
          null,
          null,
          false);

  private final List<AccessEvent> events = new CopyOnWriteArrayList<>();
  private boolean input;

  public List<AccessEvent> events() {
    return List.copyOf(events);
  }

  public Visit visit() {
    return Visit.begin(this, new ExecutionId("e"), OPENED);
  }

  public void recordInput() {
    input = true;
  }

  @Override
  public CompletionStage<Long> record(ExecutionId execution, AccessEvent event) {
    events.add(event);
    return CompletableFuture.completedStage((long) events.size());
  }

  @Override
  public void insist(ExecutionId execution, AccessEvent event) {
    events.add(event);
  }

  @Override
  public boolean recordsInput() {
    return input;
  }
}
