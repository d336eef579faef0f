package io.sluice.gateway.http;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.LogTrims;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.RunnerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Executions in memory by the real machine, with a runner that a test may take away. */
final class MachineExecutions implements Executions, LogTrims {
  static final Assignment RUNNER = new Assignment(new RunnerId("runner"), new Incarnation("first"));

  private final Map<ExecutionId, State> states = new HashMap<>();
  private final Map<ExecutionId, List<Entry>> logs = new HashMap<>();
  private final List<Control> controls = new ArrayList<>();
  private CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);
  private boolean connected = true;
  private boolean full;
  private Unplaced unplaced = new Unplaced.Unavailable("no runner is connected");
  private boolean broken;
  private boolean deaf;

  synchronized void disconnect() {
    connected = false;
  }

  synchronized void connect() {
    connected = true;
  }

  /** From now on nothing answers. */
  synchronized void breakDown() {
    broken = true;
  }

  /** From now on what begins is journaled, and nobody hears of it. */
  synchronized void swallowAnswers() {
    deaf = true;
  }

  synchronized void mend() {
    broken = false;
    deaf = false;
  }

  /** From now on nothing begins until the gate that this gives is completed. */
  synchronized CompletableFuture<Boolean> hold() {
    gate = new CompletableFuture<>();
    return gate;
  }

  synchronized int begun() {
    return states.size();
  }

  synchronized List<Entry> log(ExecutionId id) {
    return List.copyOf(logs.getOrDefault(id, List.of()));
  }

  /** Of one that is known. */
  synchronized Facts facts(ExecutionId id) {
    return states.get(id) instanceof State.Known known ? known.facts() : missing(id);
  }

  private static Facts missing(ExecutionId id) {
    throw new AssertionError("no such execution: " + id);
  }

  /** What comes from now on is accepted and waits. */
  synchronized void fill() {
    full = true;
  }

  /** What comes from now on is not placed, for this reason. */
  synchronized void refuse(Unplaced why) {
    connected = false;
    unplaced = why;
  }

  synchronized List<Control> controls() {
    return List.copyOf(controls);
  }

  synchronized void forget(ExecutionId id) {
    states.remove(id);
    logs.remove(id);
  }

  /** Takes entries away, as a fault of the disk would. */
  synchronized void lose(ExecutionId id, Predicate<Entry> which) {
    logs.getOrDefault(id, List.of()).removeIf(which);
  }

  synchronized void command(ExecutionId id, Command command) {
    take(id, command);
  }

  @Override
  public synchronized CompletionStage<BeginAnswer> begin(Facts facts, @Nullable RunnerId home) {
    return gate.thenCompose(_ -> beginNow(facts));
  }

  private synchronized CompletionStage<BeginAnswer> beginNow(Facts facts) {
    if (broken) {
      return CompletableFuture.failedStage(new IllegalStateException("secret detail"));
    }
    if (!connected) {
      return CompletableFuture.completedStage(new BeginAnswer.NotPlaced(unplaced));
    }
    Command accept =
        new Command.Accept(
            facts, full ? new Command.Placement.Pending() : new Command.Placement.On(RUNNER));
    Decision decision = take(facts.execution(), accept);
    if (deaf) {
      return CompletableFuture.failedStage(new TimeoutException("nobody heard it"));
    }
    return CompletableFuture.completedStage(
        switch (decision) {
          case Decision.Accepted _ -> new BeginAnswer.Begun();
          case Decision.Refused(var refusal) -> new BeginAnswer.Refused(refusal);
        });
  }

  @Override
  public synchronized CompletionStage<State> state(ExecutionId id) {
    return CompletableFuture.completedStage(states.getOrDefault(id, new State.Absent()));
  }

  /** All of its output is on stdout. */
  @Override
  public synchronized CompletionStage<TrimAnswer> trim(
      ExecutionId id, Offset upTo, Command.Purpose purpose) {
    Cursor boundary = new Cursor(upTo, upTo.bytes(), 0);
    Decision decision = take(id, new Command.Trim(upTo, boundary, purpose, Duration.ofMinutes(5)));
    return CompletableFuture.completedStage(
        switch (decision) {
          case Decision.Accepted _ -> new TrimAnswer.Trimmed(upTo);
          case Decision.Refused(var refusal) -> new TrimAnswer.Refused(refusal);
        });
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
    if (by instanceof By.Holder(var generation) && !generation(id).equals(generation)) {
      return CompletableFuture.completedStage(
          new ControlAnswer.Refused(new Refusal.NotInControl()));
    }
    return CompletableFuture.completedStage(
        switch (take(id, control.command())) {
          case Decision.Accepted _ -> {
            controls.add(control);
            yield new ControlAnswer.Done();
          }
          case Decision.Refused(var refusal) -> new ControlAnswer.Refused(refusal);
        });
  }

  private Generation generation(ExecutionId id) {
    return states.get(id) instanceof State.Known known
        ? known.progress().audience().generation()
        : Generation.NONE;
  }

  private Decision take(ExecutionId id, Command command) {
    State state = states.getOrDefault(id, new State.Absent());
    Decision decision = Execution.decide(state, command, Instant.EPOCH);
    if (decision instanceof Decision.Accepted(var events)) {
      states.put(id, Execution.evolve(state, events));
      List<Entry> log = logs.computeIfAbsent(id, _ -> new ArrayList<>());
      events.forEach(event -> log.add(new Entry(log.size() + 1, event)));
    }
    return decision;
  }
}
