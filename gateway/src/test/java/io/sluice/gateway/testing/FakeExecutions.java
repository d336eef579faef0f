package io.sluice.gateway.testing;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.RunnerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Executions as a test sets them; a wait answers at once with what is set. */
public final class FakeExecutions implements Executions {
  private final Map<ExecutionId, State> states = new HashMap<>();
  private final Map<ExecutionId, State> afterKill = new HashMap<>();
  private final List<ExecutionId> killed = new ArrayList<>();
  private final List<Facts> begun = new ArrayList<>();
  private final Map<ExecutionId, Optional<RunnerId>> homes = new HashMap<>();
  private CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);
  private boolean connected;

  /** It stands there until a test or a kill says otherwise. */
  public synchronized void set(ExecutionId id, State state) {
    states.put(id, state);
  }

  /** A kill brings it there; without this, a kill changes nothing. */
  public synchronized void onKill(ExecutionId id, State state) {
    afterKill.put(id, state);
  }

  private static State accepted(Facts facts) {
    return Execution.evolve(Execution.initial(), new Event.Accepted(facts));
  }

  private static State placed(State accepted) {
    Assignment somewhere = new Assignment(new RunnerId("fake"), new Incarnation("life"));
    return Execution.evolve(accepted, new Event.Placed(somewhere, Instant.EPOCH));
  }

  /** One that began waits for its place after all. */
  public synchronized void queue(ExecutionId id) {
    states.computeIfPresent(
        id, (_, state) -> state instanceof State.Known known ? accepted(known.facts()) : state);
  }

  /** One that began is over for this reason. */
  public synchronized void end(ExecutionId id, EndReason reason) {
    Outcome outcome = new Outcome(new ExitStatus.Unknown(), reason, true);
    states.computeIfPresent(
        id,
        (_, state) ->
            state instanceof State.Ended
                ? state
                : Execution.evolve(
                    state, new Event.Ended(outcome, Offset.ZERO, 0, 0, Instant.EPOCH)));
  }

  /** Those that a kill was asked for, in order. */
  public synchronized List<ExecutionId> killed() {
    return List.copyOf(killed);
  }

  /** From now on a runner takes what begins. */
  public synchronized void connect() {
    connected = true;
  }

  public synchronized void disconnect() {
    connected = false;
  }

  /** Its log is gone. */
  public synchronized void forget(ExecutionId id) {
    states.remove(id);
  }

  /** From now on nothing begins until the gate that this gives is completed. */
  public synchronized CompletableFuture<Boolean> hold() {
    gate = new CompletableFuture<>();
    return gate;
  }

  /** Those that began, in order. */
  public synchronized List<Facts> begun() {
    return List.copyOf(begun);
  }

  /** Where the box of one that began was said to live. */
  public synchronized Optional<RunnerId> home(ExecutionId id) {
    return homes.getOrDefault(id, Optional.empty());
  }

  @Override
  public synchronized CompletionStage<BeginAnswer> begin(Facts facts, @Nullable RunnerId home) {
    return gate.thenApply(_ -> beginNow(facts, home));
  }

  private synchronized BeginAnswer beginNow(Facts facts, @Nullable RunnerId home) {
    if (!connected) {
      return new BeginAnswer.NotPlaced(new Unplaced.Unavailable("a fake has none"));
    }
    if (states.containsKey(facts.execution())) {
      return new BeginAnswer.Refused(new Refusal.AlreadyExists());
    }
    begun.add(facts);
    homes.put(facts.execution(), Optional.ofNullable(home));
    State accepted = accepted(facts);
    states.put(facts.execution(), placed(accepted));
    return new BeginAnswer.Begun();
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
      } else if (begun.stream().anyMatch(facts -> facts.execution().equals(id))) {
        end(id, EndReason.KILLED);
      }
    }
    return CompletableFuture.completedStage(new ControlAnswer.Done());
  }
}
