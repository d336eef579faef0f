package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerReports.AdoptAnswer;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.model.ExecutionId;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the actor of one link understands; all of it comes from its own node or is wrapped here. */
sealed interface LinkEvent extends NoSerializationVerificationNeeded {
  /** The stream began. */
  record Opened(ActorRef<Ack> ackTo) implements LinkEvent {}

  /** Frames of the runner, in order. */
  record Received(ActorRef<Ack> ackTo, List<SocketFrame> frames) implements LinkEvent {}

  /** The stream ended. */
  record Ended() implements LinkEvent {}

  /** The stream broke. */
  record Broken(Throwable cause) implements LinkEvent {}

  /** The registry's answer. */
  record Registered(RegisterAnswer answer) implements LinkEvent {}

  /** What the executions say that the hello named; null: one of them cannot. */
  record Adopted(@Nullable Map<ExecutionId, AdoptAnswer> answers) implements LinkEvent {}

  /** A frame for the runner. */
  record Deliver(ToRunner message) implements LinkEvent {}

  /** Time for a beat. */
  record BeatDue() implements LinkEvent {}

  /** Lets the stream bring the next frames. */
  enum Ack implements NoSerializationVerificationNeeded {
    NEXT
  }
}
