package io.sluice.gateway.execution;

import io.sluice.persistence.codec.Recorded;
import io.sluice.persistence.codec.Stored;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/** Journals what {@link Execution} decides. Bytes are in events only, never in its state. */
final class ExecutionActor
    extends EventSourcedBehaviorWithEnforcedReplies<ExecutionMessage, Stored, Recorded> {
  /** A snapshot each time the log grows over a multiple of this, and at the end of a long one. */
  static final long SNAPSHOT_BYTES = 16L * 1024 * 1024;

  /** So few events are read as fast as a snapshot, and whoever waits for the end need not wait. */
  private static final long SHORT_LOG_EVENTS = 32;

  private static final long AUDIENCE_EVENTS = 500;

  private final ActorContext<ExecutionMessage> context;
  private final ActorRef<IntakeMessage> parent;
  private final InstantSource clock;

  static Behavior<ExecutionMessage> create(
      ExecutionId id, ActorRef<IntakeMessage> parent, InstantSource clock) {
    return LateAnswers.keptFrom(
        Behaviors.setup(context -> new ExecutionActor(context, id, parent, clock)));
  }

  private ExecutionActor(
      ActorContext<ExecutionMessage> context,
      ExecutionId id,
      ActorRef<IntakeMessage> parent,
      InstantSource clock) {
    super(
        PersistenceId.ofUniqueId(StoredNames.persistenceId(id)),
        // Only what the journal fails comes here, and it tells that itself, once for all actors.
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2)
            .withLoggingEnabled(false));
    this.context = context;
    this.parent = parent;
    this.clock = clock;
  }

  @Override
  public Recorded emptyState() {
    return Recorded.NOTHING;
  }

  @Override
  public CommandHandlerWithReply<ExecutionMessage, Stored, Recorded> commandHandler() {
    return (recorded, message) ->
        switch (message) {
          case ExecutionMessage.Apply apply -> apply(recorded, apply);
        };
  }

  private ReplyEffect<Stored, Recorded> apply(Recorded recorded, ExecutionMessage.Apply message) {
    List<Stored> facts = new ArrayList<>();
    Refusal refused = decideAll(recorded, message.commands(), facts);
    List<Event> events = facts.stream().map(Stored::event).toList();
    return Effect()
        .persist(facts)
        .thenReply(
            message.replyTo(),
            after ->
                new IntakeMessage.CommandsApplied(
                    new Applied(events, after, lastNumber(), refused), message.origin()));
  }

  private @Nullable Refusal decideAll(
      Recorded recorded, List<Command> commands, List<Stored> facts) {
    Recorded current = recorded;
    for (Command command : commands) {
      switch (Execution.decide(current.state(), command, clock.instant())) {
        case Decision.Accepted(var events) -> {
          for (Event event : events) {
            Stored fact = current.next(event);
            facts.add(fact);
            current = current.after(fact);
          }
        }
        case Decision.Refused(var refusal) -> {
          return refusal;
        }
      }
    }
    return null;
  }

  @Override
  public EventHandler<Recorded, Stored> eventHandler() {
    return Recorded::after;
  }

  @Override
  public SignalHandler<Recorded> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            recorded -> parent.tell(new IntakeMessage.Recovered(recorded, lastNumber())))
        .onSignal(
            RecoveryFailed.class,
            (_, failed) -> parent.tell(new IntakeMessage.Unreadable(failed.getFailure())))
        .build();
  }

  @Override
  public boolean shouldSnapshot(Recorded recorded, Stored fact, long number) {
    return switch (fact.event()) {
      case Event.OutputAppended output -> {
        long from = output.offset().bytes();
        yield from / SNAPSHOT_BYTES != (from + output.payload().size()) / SNAPSHOT_BYTES;
      }
      case Event.Ended _ -> number > SHORT_LOG_EVENTS;
      case Event.Accepted _,
          Event.Placed _,
          Event.Started _,
          Event.ChannelEnded _,
          Event.OutputCut _,
          Event.ProcessExited _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Resized _,
          Event.Anchored _ ->
          false;
      // A recovery then reads nothing of what is left before it.
      case Event.Trimmed _ -> true;
      // Slow readers leave many without any output.
      case Event.OfAudience _ -> number % AUDIENCE_EVENTS == 0;
    };
  }

  private long lastNumber() {
    return lastSequenceNumber(context);
  }
}
