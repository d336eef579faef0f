package io.sluice.gateway.execution;

import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.persistence.query.UnreadableLog;
import io.sluice.protocol.model.ExecutionId;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/**
 * The entity of an execution whose log cannot be opened, because what is journaled is not ours. It
 * tells that to whoever asks, writes nothing, and goes when nobody asked for a while: who comes
 * then has the log opened anew. What is over by its retention is forgotten all the same.
 */
final class Damaged {
  private final Opening opening;
  private final LogDamaged how;

  private Damaged(Opening opening, LogDamaged how) {
    this.opening = opening;
    this.how = how;
  }

  /** Null when the log may be whole: the database failed, and the next try may succeed. */
  static @Nullable LogDamaged damage(ExecutionId id, Throwable failure) {
    Throwable cause = failure;
    while (cause != null) {
      // A row is not of its form, or facts do not follow on each other.
      if (cause instanceof UnreadableLog || cause instanceof IllegalStateException) {
        return new LogDamaged(id, "it cannot be opened: " + cause.getMessage(), cause);
      }
      cause = cause.getCause();
    }
    return null;
  }

  static Behavior<IntakeMessage> behavior(Opening opening, LogDamaged how) {
    Damaged damaged = new Damaged(opening, how);
    return opening.stash().unstashAll(Behaviors.receiveMessage(damaged::handle));
  }

  private Behavior<IntakeMessage> handle(IntakeMessage message) {
    if (message instanceof IntakeMessage.Idle) {
      opening.shard().tell(new ClusterSharding.Passivate<>(opening.context().getSelf()));
    } else if (message instanceof IntakeMessage.Stop) {
      return Behaviors.stopped();
    } else if (message instanceof IntakeMessage.Forget(var replyTo)) {
      forget(replyTo);
    } else {
      Unanswerable.refuse(message, opening.id(), opening.setup(), how);
    }
    return Behaviors.same();
  }

  private void forget(ActorRef<ForgetAnswer> replyTo) {
    var _ =
        opening
            .setup()
            .logs()
            .forget(opening.id(), null)
            .whenComplete(
                (_, failure) ->
                    replyTo.tell(
                        failure == null ? new ForgetAnswer.Forgotten() : new ForgetAnswer.Kept()));
  }
}
