package io.sluice.gateway.audit;

import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.access.AccessEvent.Outcome;
import io.sluice.protocol.access.Visitor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One reading of an execution, from its request to the end of its connection. */
public final class Visit {
  private final Accesses accesses;
  private final ExecutionId execution;
  private final Visitor by;
  private final CompletionStage<Long> number;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Offset from;
  private volatile @Nullable Offset reached;
  private final AtomicLong inputBytes = new AtomicLong();

  private Visit(
      Accesses accesses, ExecutionId execution, Visitor by, CompletionStage<Long> number) {
    this.accesses = accesses;
    this.execution = execution;
    this.by = by;
    this.number = number;
  }

  /** Begins to record it; nothing may be shown before {@link #recorded}. */
  public static Visit begin(Accesses accesses, ExecutionId execution, AccessEvent.Opened opened) {
    return new Visit(accesses, execution, opened.by(), accesses.record(execution, opened));
  }

  /** Completes when its beginning is in the trail. */
  public CompletionStage<Long> recorded() {
    return number;
  }

  /** Output is read from there on. */
  public void from(Offset offset) {
    from = offset;
  }

  /** Output up to there was acknowledged, or sent. */
  public void reached(Offset offset) {
    reached = offset;
  }

  /**
   * It sends input.
   *
   * @return completes when the input may be used
   */
  public CompletionStage<?> typed(Payload bytes) {
    inputBytes.addAndGet(bytes.size());
    return accesses.recordsInput() && bytes.size() > 0
        ? number.thenCompose(
            visit -> accesses.record(execution, new AccessEvent.Typed(visit, bytes)))
        : CompletableFuture.completedStage(bytes);
  }

  /** It is about to do something else; completes when it may. */
  public CompletionStage<Long> acts(AccessEvent.Act act, @Nullable String detail) {
    return accesses.record(execution, new AccessEvent.Acted(by, act, detail));
  }

  /** It saw nothing. */
  public void refused() {
    end(Outcome.REFUSED);
  }

  public void close() {
    end(Outcome.SERVED);
  }

  private void end(Outcome outcome) {
    if (over.compareAndSet(false, true)) {
      var _ =
          number.thenAccept(
              visit ->
                  accesses.insist(
                      execution,
                      new AccessEvent.Closed(visit, outcome, from, reached, inputBytes.get())));
    }
  }
}
