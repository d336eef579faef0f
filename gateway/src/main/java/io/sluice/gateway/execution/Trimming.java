package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.OfTrimming;
import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.persistence.codec.Recorded;
import io.sluice.persistence.retention.OutputRemoval.Haste;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * Removes output of one execution: first the fact is journaled and signed, then the rows go. A
 * crash between is made good at the next recovery.
 */
final class Trimming {
  private final ActorContext<IntakeMessage> context;
  private final ExecutionId id;
  private final IntakeSetup setup;
  private final BiConsumer<Command, Origin> journal;
  private @Nullable ActorRef<TrimAnswer> itself;
  private boolean atLimit;
  private Offset tried = Offset.ZERO;

  /** Decided, and answered when the rows are gone. */
  private final List<IntakeMessage.Trim> asked = new ArrayList<>();

  private Offset removedUpTo = Offset.ZERO;

  Trimming(
      ActorContext<IntakeMessage> context,
      ExecutionId id,
      IntakeSetup setup,
      BiConsumer<Command, Origin> journal) {
    this.context = context;
    this.id = id;
    this.setup = setup;
    this.journal = journal;
  }

  void handle(OfTrimming message, State state) {
    switch (message) {
      case IntakeMessage.Trim trim -> trim(trim, state);
      case IntakeMessage.BoundaryFound(var asked, Cursor boundary) -> decide(asked, boundary);
      case IntakeMessage.RowsRemoved removed -> removed(removed);
      case IntakeMessage.LimitTrimmed _ -> {
        atLimit = false;
        follow(state);
      }
    }
  }

  /** What is over a limit goes a step at a time; output that comes meanwhile does not wait. */
  void follow(State state) {
    Offset excess = OutputLimits.excess(state);
    if (excess != null && !atLimit && tried.isBefore(excess)) {
      atLimit = true;
      tried = excess;
      trim(new IntakeMessage.Trim(excess, Command.Purpose.LIMIT, itself()), state);
    }
  }

  /** Made when it is needed: most executions have no such limit. */
  private ActorRef<TrimAnswer> itself() {
    ActorRef<TrimAnswer> known = itself;
    if (known == null) {
      known = context.messageAdapter(TrimAnswer.class, _ -> new IntakeMessage.LimitTrimmed());
      itself = known;
    }
    return known;
  }

  /** Within the log its entries say where they begin; its ends are known. */
  private void trim(IntakeMessage.Trim asked, State state) {
    Cursor trimmed = trimmed(state);
    Cursor end = end(state);
    if (!trimmed.offset().isBefore(asked.upTo())) {
      decide(asked, trimmed);
    } else if (!asked.upTo().isBefore(end.offset())) {
      decide(asked, end);
    } else {
      context.pipeToSelf(
          setup.removal().boundary(id, asked.upTo()),
          (boundary, failure) ->
              boundary == null
                  ? new IntakeMessage.RowsRemoved(List.of(), asked.upTo(), failure)
                  : new IntakeMessage.BoundaryFound(asked, boundary));
    }
  }

  private void decide(IntakeMessage.Trim asked, Cursor boundary) {
    journal.accept(
        new Command.Trim(asked.upTo(), boundary, asked.purpose(), setup.owedFor()),
        new Origin.Trimmed(asked));
  }

  void applied(IntakeMessage.Trim trim, Applied applied) {
    Refusal refused = applied.refused();
    if (refused != null) {
      trim.replyTo().tell(new TrimAnswer.Refused(refused));
    } else {
      asked.add(trim);
    }
  }

  /** What was decided goes when it is signed that it does. */
  void removeSigned(Recorded recorded) {
    Offset upTo = trimmed(recorded.state()).offset();
    boolean signed = AnchorDesk.trimPoint(recorded.anchor()).offset().equals(upTo);
    if (signed && (!asked.isEmpty() || removedUpTo.isBefore(upTo))) {
      removedUpTo = upTo;
      List<IntakeMessage.Trim> answered = List.copyOf(asked);
      asked.clear();
      removeRows(answered, upTo, recorded.state() instanceof State.Ended ? Haste.NONE : Haste.SOME);
    }
  }

  void recovered(Recorded recorded) {
    removeSigned(recorded);
    retryLater();
    follow(recorded.state());
  }

  private void removeRows(List<IntakeMessage.Trim> answered, Offset upTo, Haste haste) {
    CompletionStage<?> gone =
        Offset.ZERO.isBefore(upTo)
            ? setup.removal().remove(id, upTo, haste)
            : CompletableFuture.completedStage(0L);
    context.pipeToSelf(
        gone, (_, failure) -> new IntakeMessage.RowsRemoved(answered, upTo, failure));
  }

  private void retryLater() {
    atLimit = false;
    tried = Offset.ZERO;
  }

  private void removed(IntakeMessage.RowsRemoved message) {
    if (message.failure() != null) {
      retryLater();
      context.getLog().warn("{}: output was not trimmed now", id, message.failure());
    }
    message.asked().forEach(trim -> trim.replyTo().tell(new TrimAnswer.Trimmed(message.upTo())));
  }

  private static Cursor trimmed(State state) {
    return state instanceof State.Known known ? known.progress().trimmed() : Cursor.START;
  }

  private static Cursor end(State state) {
    if (!(state instanceof State.Known known)) {
      return Cursor.START;
    }
    Progress progress = known.progress();
    return new Cursor(progress.offset(), progress.stdout().bytes(), progress.stderr().bytes());
  }
}
