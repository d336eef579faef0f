package io.sluice.gateway.app;

import io.sluice.gateway.execution.ShardedExecutions;
import org.apache.pekko.actor.typed.ActorSystem;

/** The executions of a gateway that was started anew. */
record Restarted(ActorSystem<?> system, ShardedExecutions executions) implements AutoCloseable {
  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
