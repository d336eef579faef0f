package io.sluice.gateway.runner;

import io.sluice.gateway.execution.CrossNode;
import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.GatewayFrame;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the registry of runners understands. */
sealed interface RegistryMessage extends CrossNode {
  /**
   * A runner said hello.
   *
   * @param held the executions that it named; each has a place there until it is released
   * @param replyTo told again when another link takes this one's place
   */
  record Register(
      RunnerLink link, int capacity, Set<ExecutionId> held, ActorRef<RegisterAnswer> replyTo)
      implements RegistryMessage {
    public Register {
      held = Set.copyOf(held);
    }
  }

  /** Whether it may stay. */
  enum RegisterAnswer implements CrossNode {
    WELCOME,
    /** Another living runner has its id. */
    ID_TAKEN,
    /** The runner dialled again, or is to do so: this link is of no use any more. */
    REPLACED
  }

  /** A place is wanted. */
  record Choose(ActorRef<Runners.Choice> replyTo) implements RegistryMessage {}

  /** A place is free again. */
  record Release(RunnerLink place) implements RegistryMessage {}

  /** An execution without a link waits for its runner. */
  record Expect(
      Assignment runner, ExecutionId execution, ActorRef<IntakeMessage.RunnerBack> replyTo)
      implements RegistryMessage {}

  /** Who waited is no more. */
  record Unexpected(RunnerId runner, ActorRef<IntakeMessage.RunnerBack> replyTo)
      implements RegistryMessage {}

  /** An execution waited in vain: if its runner is linked, it is to say hello again. */
  record Recall(Assignment runner, ActorRef<Boolean> replyTo) implements RegistryMessage {}

  /** For every runner. */
  record Broadcast(GatewayFrame frame) implements RegistryMessage {}

  /** How many are connected? */
  record Count(ActorRef<Integer> replyTo) implements RegistryMessage {}

  /** A link ended. */
  record Gone(RunnerLink link) implements RegistryMessage {}
}
