package io.sluice.gateway.http;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Fingerprint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Lets one start of an execution be under way at a time on this gateway. It holds what is under way
 * and nothing else: what came of it is in the journal.
 */
final class Flights<T> {
  private record Flight<T>(Fingerprint asked, CompletableFuture<T> outcome) {}

  private final ConcurrentMap<ExecutionId, Flight<T>> flying = new ConcurrentHashMap<>();

  /**
   * The outcome of the one that is under way when it asks for the same; else, after that one, of
   * this one.
   */
  CompletionStage<T> join(ExecutionId id, Fingerprint asked, Supplier<CompletionStage<T>> start) {
    Flight<T> own = new Flight<>(asked, new CompletableFuture<>());
    Flight<T> first = flying.putIfAbsent(id, own);
    if (first == null) {
      return fly(id, own, start);
    }
    return first.asked().equals(asked)
        ? first.outcome()
        : first.outcome().handle((_, _) -> true).thenCompose(_ -> join(id, asked, start));
  }

  private CompletionStage<T> fly(
      ExecutionId id, Flight<T> own, Supplier<CompletionStage<T>> start) {
    var _ =
        CompletableFuture.completedStage(id)
            .thenCompose(_ -> start.get())
            .whenComplete(
                (value, thrown) -> {
                  // Before the outcome is told: whoever asks after it begins anew.
                  flying.remove(id, own);
                  if (thrown == null) {
                    own.outcome().complete(value);
                  } else {
                    own.outcome().completeExceptionally(thrown);
                  }
                });
    return own.outcome();
  }
}
