package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** The runners that are connected, and who waits for a place on one. */
public interface Runners {
  /**
   * Reserves a place: where its box lives, else on the least loaded runner that is what it asks
   * for, and then its box lives there. When all of them are full, reserves one in the queue.
   */
  CompletionStage<Choice> choose(Wanted wanted);

  /** Waits in the queue, told once there is a place; a repeat keeps its turn. */
  void await(Wanted wanted, ActorRef<IntakeMessage.PlaceFound> replyTo);

  /** Waits no more. */
  void leave(ExecutionId execution);

  /** Nobody came to wait in the reserved place of the queue; nothing to do when somebody did. */
  void withdraw(ExecutionId execution);

  /** Gives a reserved place back; nothing to do when the link is gone, and its places with it. */
  void release(RunnerLink place, ExecutionId execution);

  /** Tells at each hello of the runner, and now if it is linked, whether it named the execution. */
  void expect(Assignment runner, ExecutionId execution, ActorRef<IntakeMessage.RunnerBack> replyTo);

  /**
   * Has the runner dial again, so that its next hello tells what it has.
   *
   * @return false: it is not linked
   */
  CompletionStage<Boolean> recall(Assignment runner);

  /** What was found. */
  sealed interface Choice extends CrossNode {
    /** This one; frames go to the link. */
    record Chosen(RunnerLink link) implements Choice {}

    /** All that could take it are full: it may wait. */
    record Queued() implements Choice {}

    /** Nothing. */
    record None(Unplaced why) implements Choice {}
  }
}
