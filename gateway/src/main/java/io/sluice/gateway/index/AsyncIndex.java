package io.sluice.gateway.index;

import io.sluice.persistence.index.Index;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The blocking {@link Index} behind stages.
 *
 * @param executor may block; virtual threads in a gateway
 */
public record AsyncIndex(Index index, Executor executor) {
  /** What the index threw, {@code StorageUnavailable} for one, fails the stage. */
  public <T extends @Nullable Object> CompletableFuture<T> call(Function<Index, T> work) {
    return CompletableFuture.supplyAsync(() -> work.apply(index), executor);
  }
}
