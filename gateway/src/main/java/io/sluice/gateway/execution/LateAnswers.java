package io.sluice.gateway.execution;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.jspecify.annotations.Nullable;

/**
 * Keeps from a persistent actor what it is told of a write that failed after the first word of it.
 * With that it begins anew, and the journal tells the same of each event of the write. Its next
 * life would set those aside with the commands that come before it has read its log, and goes on
 * with what was set aside only after a command: one behind them would wait for the next (Pekko
 * 1.7).
 */
final class LateAnswers extends BehaviorInterceptor<Object, Object> {
  /** Which life of the actor was told; null: none yet. */
  private @Nullable Integer told;

  private LateAnswers() {
    super(Object.class);
  }

  /** The behavior without them. */
  @SuppressWarnings("unchecked") // The journal's answers are no messages of its type either.
  static <T> Behavior<T> keptFrom(Behavior<T> behavior) {
    return Behaviors.intercept(LateAnswers::new, (Behavior<Object>) behavior).narrow();
  }

  @Override
  public Behavior<Object> aroundReceive(
      TypedActorContext<Object> context, Object message, ReceiveTarget<Object> target) {
    if (message instanceof WriteMessageFailure failure) {
      int life = failure.actorInstanceId();
      if (told != null && told == life) {
        return Behaviors.same();
      }
      told = life;
    }
    return target.apply(context, message);
  }
}
