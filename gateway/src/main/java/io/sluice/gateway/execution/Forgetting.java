package io.sluice.gateway.execution;

import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.persistence.codec.Recorded;
import io.sluice.persistence.retention.LogRemoval;
import io.sluice.protocol.execution.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The end of a log: its child stops, then its rows go, so nothing is written after them. What is
 * asked meanwhile waits and is answered by what the journal has then: nothing, or all, when the
 * database failed.
 */
final class Forgetting {
  private final Opening opening;

  Forgetting(Opening opening) {
    this.opening = opening;
  }

  /**
   * Unless it is in use, or owed to somebody.
   *
   * @param quiet whether the child has nothing left to do
   */
  Behavior<IntakeMessage> beginOrKeep(
      boolean quiet,
      Recorded recorded,
      ActorRef<ExecutionMessage> child,
      ActorRef<ForgetAnswer> replyTo) {
    if (quiet && !isOwed(recorded.state())) {
      return begin(recorded, child, replyTo);
    }
    replyTo.tell(new ForgetAnswer.Kept());
    return Behaviors.same();
  }

  private boolean isOwed(State state) {
    IntakeSetup setup = opening.setup();
    return state instanceof State.Ended ended
        && ended.isOwed(setup.clock().instant(), setup.owedFor());
  }

  private Behavior<IntakeMessage> begin(
      Recorded recorded, ActorRef<ExecutionMessage> child, ActorRef<ForgetAnswer> replyTo) {
    opening.context().stop(child);
    return Behaviors.receive(IntakeMessage.class)
        .onMessage(IntakeMessage.LogRemoved.class, removed -> over(removed, replyTo))
        .onAnyMessage(
            message -> {
              opening.stash().stash(message);
              return Behaviors.same();
            })
        .onSignal(
            Terminated.class,
            _ -> {
              opening
                  .context()
                  .pipeToSelf(
                      removed(recorded), (_, failure) -> new IntakeMessage.LogRemoved(failure));
              return Behaviors.same();
            })
        .build();
  }

  /** What was there is signed first: nobody can show it afterwards. */
  private CompletionStage<?> removed(Recorded recorded) {
    LogRemoval logs = opening.setup().logs();
    return AnchorDesk.last(opening, recorded)
        .map(opening.setup().signer()::sign)
        .orElseGet(() -> CompletableFuture.completedStage(null))
        .thenCompose(signed -> logs.forget(opening.id(), signed));
  }

  private Behavior<IntakeMessage> over(
      IntakeMessage.LogRemoved removed, ActorRef<ForgetAnswer> replyTo) {
    if (removed.failure() == null) {
      replyTo.tell(new ForgetAnswer.Forgotten());
      // When all that waits is answered, nobody needs this actor.
      opening.context().getSelf().tell(new IntakeMessage.Idle());
    } else {
      opening
          .context()
          .getLog()
          .warn("{}: its log was not forgotten now", opening.id(), removed.failure());
      replyTo.tell(new ForgetAnswer.Kept());
    }
    return opening.open();
  }
}
