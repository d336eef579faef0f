package io.sluice.gateway.app;

import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners;
import io.sluice.gateway.execution.Wanted;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;

/** Chooses the same link, or the queue, and notes what was given back and who waits. */
final class OneRunner implements Runners {
  /** Executions whose names begin so have to wait. */
  static final String QUEUED = "queued-";

  final Queue<RunnerLink> released = new ConcurrentLinkedQueue<>();
  private final Map<ExecutionId, ActorRef<IntakeMessage.RunnerBack>> expecting =
      new ConcurrentHashMap<>();
  final Map<ExecutionId, ActorRef<IntakeMessage.PlaceFound>> waiting = new ConcurrentHashMap<>();
  final Queue<ExecutionId> withdrawn = new ConcurrentLinkedQueue<>();
  private final RunnerLink link;

  OneRunner(RunnerLink link) {
    this.link = link;
  }

  @Override
  public CompletionStage<Choice> choose(Wanted wanted) {
    return CompletableFuture.completedStage(
        wanted.execution().value().startsWith(QUEUED)
            ? new Choice.Queued()
            : new Choice.Chosen(link));
  }

  @Override
  public void await(Wanted wanted, ActorRef<IntakeMessage.PlaceFound> replyTo) {
    waiting.put(wanted.execution(), replyTo);
  }

  @Override
  public void leave(ExecutionId execution) {
    waiting.remove(execution);
  }

  @Override
  public void withdraw(ExecutionId execution) {
    withdrawn.add(execution);
  }

  /** Who waits for a place. */
  ActorRef<IntakeMessage.PlaceFound> waiting(ExecutionId id) {
    return Awaitility.await()
        .atMost(ExecutionsRig.LONG)
        .until(() -> waiting.get(id), Objects::nonNull);
  }

  @Override
  public void release(RunnerLink place, ExecutionId execution) {
    released.add(place);
  }

  @Override
  public void expect(
      Assignment runner, ExecutionId execution, ActorRef<IntakeMessage.RunnerBack> replyTo) {
    expecting.put(execution, replyTo);
  }

  /** Who waits for the runner. */
  ActorRef<IntakeMessage.RunnerBack> expected(ExecutionId id) {
    return Awaitility.await()
        .atMost(ExecutionsRig.LONG)
        .until(() -> expecting.get(id), Objects::nonNull);
  }

  @Override
  public CompletionStage<Boolean> recall(Assignment runner) {
    return CompletableFuture.completedStage(false);
  }
}
