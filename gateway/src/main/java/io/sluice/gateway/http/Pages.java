package io.sluice.gateway.http;

import io.sluice.persistence.index.Slice;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists in pages. */
final class Pages {
  private Pages() {}

  /** The slice after the token; a token that is none is the caller's mistake. */
  static <T> CompletionStage<Slice<T>> list(
      Function<@Nullable String, CompletionStage<Slice<T>>> source, @Nullable String token) {
    return source.apply(token).exceptionally(thrown -> refuse(thrown, token));
  }

  private static <T> Slice<T> refuse(Throwable thrown, @Nullable String token) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof IllegalArgumentException && token != null) {
      throw new WireFault(ProblemCode.INVALID_ARGUMENT, "pageToken is not one of ours");
    }
    throw new CompletionException(cause);
  }
}
