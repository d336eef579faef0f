package io.sluice.gateway.box;

import io.sluice.protocol.model.BoxId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Executions that are about to begin. Who halts a box waits for those before looking what runs
 * there: one that was admitted and is not journaled yet could not be killed (C19).
 */
final class Entrances {
  private final Map<BoxId, Map<Long, CompletableFuture<?>>> underWay = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /** Counted from before the admission until it is certain whether it began. */
  <T> CompletionStage<T> enter(BoxId box, Supplier<CompletionStage<T>> begin) {
    long number = last.incrementAndGet();
    CompletableFuture<Boolean> entrance = new CompletableFuture<>();
    underWay.compute(
        box,
        (_, others) -> {
          Map<Long, CompletableFuture<?>> all = others == null ? new ConcurrentHashMap<>() : others;
          all.put(number, entrance);
          return all;
        });
    return begun(begin)
        .whenComplete(
            (_, _) -> {
              left(box, number);
              entrance.complete(true);
            });
  }

  private static <T> CompletionStage<T> begun(Supplier<CompletionStage<T>> begin) {
    try {
      return begin.get();
    } catch (RuntimeException failed) {
      return CompletableFuture.failedStage(failed);
    }
  }

  private void left(BoxId box, long number) {
    underWay.computeIfPresent(
        box,
        (_, all) -> {
          all.remove(number);
          return all.isEmpty() ? null : all;
        });
  }

  /** Once all that are under way now are certain; false when the time is over before. */
  CompletableFuture<Boolean> quiet(BoxId box, Duration atMost) {
    CompletableFuture<?>[] now =
        underWay.getOrDefault(box, Map.of()).values().toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(now)
        .thenApply(_ -> true)
        .completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
