package io.sluice.gateway.app;

import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners;
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

/** Chooses always the same link, and notes what was given back and who waits. */
final class OneRunner implements Runners {
  final Queue<RunnerLink> released = new ConcurrentLinkedQueue<>();
  private final Map<ExecutionId, ActorRef<IntakeMessage.RunnerBack>> expecting =
      new ConcurrentHashMap<>();
  private final RunnerLink link;

  OneRunner(RunnerLink link) {
    this.link = link;
  }

  @Override
  public CompletionStage<Choice> choose() {
    return CompletableFuture.completedStage(new Choice.Chosen(link));
  }

  @Override
  public void release(RunnerLink place) {
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
