package io.sluice.gateway.runner;

import io.sluice.gateway.execution.CrossNode;
import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners;
import io.sluice.gateway.execution.Wanted;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.GatewayFrame;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the registry of runners understands. */
sealed interface RegistryMessage extends CrossNode {
  /** What concerns links. */
  sealed interface OfLinks extends RegistryMessage {}

  /**
   * A runner said hello.
   *
   * @param software the version of its program; null: it does not tell
   * @param held the executions that it named; each has a place there until it is released
   * @param replyTo told again when another link takes this one's place
   */
  record Register(
      RunnerLink link,
      Candidate.Traits traits,
      @Nullable String software,
      Set<ExecutionId> held,
      ActorRef<RegisterAnswer> replyTo)
      implements OfLinks {
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

  /** It answered a beat. */
  record Heard(RunnerLink link) implements OfLinks {}

  /** It refused a start: nothing more for it until it answers the next beat. */
  record Refused(RunnerLink link) implements OfLinks {}

  /** Tell when this runner can be given work. */
  record WhenOpen(RunnerId runner, ActorRef<Boolean> replyTo) implements OfLinks {}

  /** An execution without a link waits for its runner. */
  record Expect(
      Assignment runner, ExecutionId execution, ActorRef<IntakeMessage.RunnerBack> replyTo)
      implements OfLinks {}

  /** Who waited is no more. */
  record Unexpected(RunnerId runner, ActorRef<IntakeMessage.RunnerBack> replyTo)
      implements OfLinks {}

  /** An execution waited in vain: if its runner is linked, it is to say hello again. */
  record Recall(Assignment runner, ActorRef<Boolean> replyTo) implements OfLinks {}

  /** For every runner. */
  record Broadcast(GatewayFrame frame) implements OfLinks {}

  /** A link ended. */
  record Gone(RunnerLink link) implements OfLinks {}

  /** What concerns places. */
  sealed interface OfPlaces extends RegistryMessage {}

  /** A place is wanted, or a turn. */
  record Choose(Wanted wanted, ActorRef<Runners.Choice> replyTo) implements OfPlaces {}

  /** It waits for its turn. */
  record Await(Wanted wanted, ActorRef<IntakeMessage.PlaceFound> replyTo) implements OfPlaces {}

  /** The same, once it is known where its box lives; null: nobody can say now. */
  record HomeKnown(Await asked, @Nullable Home home) implements OfPlaces {}

  /** Where a box lives; null: nowhere. */
  record Home(@Nullable RunnerId runner) {
    RunnerId or(RunnerId otherwise) {
      return runner == null ? otherwise : runner;
    }
  }

  /** The box of who got a place there lives at home now; null: nobody can say. */
  record Settled(ExecutionId execution, RunnerLink link, @Nullable Home home) implements OfPlaces {}

  /** The gateway stops: who waits goes on waiting after its next start. */
  record StopPlacing() implements OfPlaces {}

  /** Look once more. */
  record ServeAgain() implements OfPlaces {}

  /**
   * It waits no more.
   *
   * @param replyTo only if this one waits; null: whoever
   */
  record Leave(ExecutionId execution, @Nullable ActorRef<IntakeMessage.PlaceFound> replyTo)
      implements OfPlaces {}

  /** Nobody came to wait for it. */
  record Withdraw(ExecutionId execution) implements OfPlaces {}

  /** A place is free again. */
  record Release(RunnerLink place, ExecutionId execution) implements OfPlaces {}

  /** What people ask. */
  sealed interface OfPeople extends RegistryMessage {}

  /** How does everything stand? */
  record View(ActorRef<RunnersView> replyTo) implements OfPeople {}

  /** Which turn has it? */
  record Position(ExecutionId execution, ActorRef<Integer> replyTo) implements OfPeople {}

  /** Is there such a runner, or was there? */
  record Knows(RunnerId runner, ActorRef<Boolean> replyTo) implements OfPeople {}

  /** Nothing new for it from now on, or again; answered when it is so. */
  record Drain(RunnerId runner, boolean yes, ActorRef<Boolean> replyTo) implements OfPeople {}
}
