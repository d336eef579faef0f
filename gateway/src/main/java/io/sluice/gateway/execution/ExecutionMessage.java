package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Command;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;

/** What the persistent child understands: only its parent speaks to it. */
sealed interface ExecutionMessage extends NoSerializationVerificationNeeded {
  /** Decide these in order and journal what follows as one; a refusal ends the list. */
  record Apply(List<Command> commands, IntakeMessage.Origin origin, ActorRef<IntakeMessage> replyTo)
      implements ExecutionMessage {
    public Apply {
      commands = List.copyOf(commands);
    }
  }
}
