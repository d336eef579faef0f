package io.sluice.gateway.app;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether this gateway takes work, and why not. */
final class Readiness {
  private enum Phase {
    STARTING,
    OPEN,
    STOPPING
  }

  private final BooleanSupplier databaseReachable;
  private final Supplier<@Nullable String> journalObstacle;
  private volatile Phase phase = Phase.STARTING;

  /**
   * @param journalObstacle the SQL state in which the journal is not written now; null when it is
   */
  Readiness(BooleanSupplier databaseReachable, Supplier<@Nullable String> journalObstacle) {
    this.databaseReachable = databaseReachable;
    this.journalObstacle = journalObstacle;
  }

  void started() {
    phase = Phase.OPEN;
  }

  void stopping() {
    phase = Phase.STOPPING;
  }

  /** Sentences; none when it is ready. */
  List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    switch (phase) {
      case STARTING -> obstacles.add("the gateway is starting");
      case STOPPING -> obstacles.add("the gateway is stopping");
      case OPEN -> {}
    }
    if (!databaseReachable.getAsBoolean()) {
      obstacles.add("the database does not answer");
    }
    String journal = journalObstacle.get();
    if (journal != null) {
      obstacles.add("the journal cannot be written (SQLSTATE " + journal + ")");
    }
    return obstacles;
  }

  /** The same executions, but none begins that could not be journaled now. */
  Executions guarding(Executions executions) {
    return new Executions() {
      @Override
      public CompletionStage<BeginAnswer> begin(Facts facts, @Nullable RunnerId home) {
        List<String> obstacles = obstacles();
        return obstacles.isEmpty()
            ? executions.begin(facts, home)
            : CompletableFuture.completedStage(
                new BeginAnswer.NotPlaced(new Unplaced.Unavailable(obstacles.getFirst())));
      }

      @Override
      public CompletionStage<State> state(ExecutionId id) {
        return executions.state(id);
      }

      @Override
      public CompletionStage<State> awaitEnd(ExecutionId id, Duration atMost) {
        return executions.awaitEnd(id, atMost);
      }

      @Override
      public CompletionStage<Flushed> flush(ExecutionId id) {
        return executions.flush(id);
      }

      @Override
      public CompletionStage<ControlAnswer> control(ExecutionId id, By by, Control control) {
        return executions.control(id, by, control);
      }
    };
  }
}
