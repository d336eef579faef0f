package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** The runners that are connected. */
public interface Runners {
  /** Reserves a place on the least loaded runner. */
  CompletionStage<Choice> choose();

  /** Gives a reserved place back; nothing to do when the link is gone, and its places with it. */
  void release(RunnerLink place);

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

    /** None that could take it. */
    record None(String why) implements Choice {}
  }
}
