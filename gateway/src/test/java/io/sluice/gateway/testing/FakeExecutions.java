package io.sluice.gateway.testing;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Executions as a test sets them; a wait answers at once with what is set. */
public final class FakeExecutions implements Executions {
  private final Map<ExecutionId, State> states = new HashMap<>();
  private final Map<ExecutionId, State> afterKill = new HashMap<>();
  private final List<ExecutionId> killed = new ArrayList<>();

  /** It stands there until a test or a kill says otherwise. */
  public synchronized void set(ExecutionId id, State state) {
    states.put(id, state);
  }

  /** A kill brings it there; without this, a kill changes nothing. */
  public synchronized void onKill(ExecutionId id, State state) {
    afterKill.put(id, state);
  }

  /** Those that a kill was asked for, in order. */
  public synchronized List<ExecutionId> killed() {
    return List.copyOf(killed);
  }

  @Override
  public synchronized CompletionStage<BeginAnswer> begin(Facts facts, @Nullable RunnerId home) {
    return CompletableFuture.completedStage(
        new BeginAnswer.NotPlaced(new Unplaced.Unavailable("a fake has none")));
  }

  @Override
  public synchronized CompletionStage<State> state(ExecutionId id) {
    return CompletableFuture.completedStage(states.getOrDefault(id, new State.Absent()));
  }

  @Override
  public CompletionStage<Flushed> flush(ExecutionId id) {
    throw new UnsupportedOperationException("nothing here flushes");
  }

  @Override
  public CompletionStage<State> awaitEnd(ExecutionId id, Duration atMost) {
    return state(id);
  }

  @Override
  public synchronized CompletionStage<ControlAnswer> control(
      ExecutionId id, By by, Control control) {
    if (!states.containsKey(id)) {
      return CompletableFuture.completedStage(new ControlAnswer.Refused(new Refusal.Absent()));
    }
    if (control instanceof Control.Kill) {
      killed.add(id);
      State next = afterKill.get(id);
      if (next != null) {
        states.put(id, next);
      }
    }
    return CompletableFuture.completedStage(new ControlAnswer.Done());
  }
}
