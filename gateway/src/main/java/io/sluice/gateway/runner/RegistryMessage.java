package io.sluice.gateway.runner;

import io.sluice.gateway.execution.CrossNode;
import io.sluice.gateway.execution.Runners;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.GatewayFrame;
import org.apache.pekko.actor.typed.ActorRef;

/** What the registry of runners understands. */
sealed interface RegistryMessage extends CrossNode {
  /** A runner said hello. */
  record Register(
      Assignment assignment,
      int capacity,
      ActorRef<ToRunner> link,
      ActorRef<RegisterAnswer> replyTo)
      implements RegistryMessage {}

  /** Whether it may stay. */
  enum RegisterAnswer implements CrossNode {
    WELCOME,
    /** Another living runner has its id. */
    ID_TAKEN
  }

  /** A place is wanted. */
  record Choose(ActorRef<Runners.Choice> replyTo) implements RegistryMessage {}

  /** A place is free again. */
  record Release(Assignment assignment) implements RegistryMessage {}

  /** For every runner. */
  record Broadcast(GatewayFrame frame) implements RegistryMessage {}

  /** How many are connected? */
  record Count(ActorRef<Integer> replyTo) implements RegistryMessage {}

  /** A link ended. */
  record Gone(RunnerId runner, ActorRef<ToRunner> link) implements RegistryMessage {}
}
