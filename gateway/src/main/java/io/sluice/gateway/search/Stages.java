package io.sluice.gateway.search;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits on a thread of the search's own. */
final class Stages {
  private Stages() {}

  /** What the stage gives; what it fails with, if that needs no declaration. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }
}
