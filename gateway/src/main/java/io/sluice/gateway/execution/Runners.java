package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** The runners that are connected. */
public interface Runners {
  /** Reserves a place on the least loaded runner. */
  CompletionStage<Choice> choose();

  /** Gives a reserved place back. */
  void release(Assignment assignment);

  /** What was found. */
  sealed interface Choice extends CrossNode {
    /** This one; frames go to the link. */
    record Chosen(Assignment assignment, ActorRef<ToRunner> link) implements Choice {}

    /** None that could take it. */
    record None(String why) implements Choice {}
  }
}
