package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.OfTrimming;
import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * Removes output of one execution: first the fact is journaled, then the rows go. A crash between
 * is made good at the next recovery.
 */
final class Trimming {
  private final ActorContext<IntakeMessage> context;
  private final ExecutionId id;
  private final IntakeSetup setup;
  private final BiConsumer<Command, Origin> journal;
  private final ActorRef<TrimAnswer> itself;
  private boolean atLimit;
  private Offset tried = Offset.ZERO;

  Trimming(
      ActorContext<IntakeMessage> context,
      ExecutionId id,
      IntakeSetup setup,
      BiConsumer<Command, Origin> journal) {
    this.context = context;
    this.id = id;
    this.setup = setup;
    this.journal = journal;
    this.itself = context.messageAdapter(TrimAnswer.class, _ -> new IntakeMessage.LimitTrimmed());
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
      trim(new IntakeMessage.Trim(excess, Command.Purpose.LIMIT, itself), state);
    }
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
                  ? new IntakeMessage.RowsRemoved(null, asked.upTo(), failure)
                  : new IntakeMessage.BoundaryFound(asked, boundary));
    }
  }

  private void decide(IntakeMessage.Trim asked, Cursor boundary) {
    journal.accept(
        new Command.Trim(asked.upTo(), boundary, asked.purpose(), setup.owedFor()),
        new Origin.Trimmed(asked));
  }

  void applied(IntakeMessage.Trim asked, Applied applied) {
    Refusal refused = applied.refused();
    if (refused != null) {
      asked.replyTo().tell(new TrimAnswer.Refused(refused));
    } else {
      removeRows(asked, applied.state());
    }
  }

  void recovered(State state) {
    removeRows(null, state);
    retryLater();
    follow(state);
  }

  private void removeRows(IntakeMessage.@Nullable Trim asked, State state) {
    Offset upTo = trimmed(state).offset();
    if (Offset.ZERO.isBefore(upTo)) {
      context.pipeToSelf(
          setup.removal().remove(id, upTo),
          (_, failure) -> new IntakeMessage.RowsRemoved(asked, upTo, failure));
    } else if (asked != null) {
      asked.replyTo().tell(new TrimAnswer.Trimmed(upTo));
    }
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
    if (message.asked() != null) {
      message.asked().replyTo().tell(new TrimAnswer.Trimmed(message.upTo()));
    }
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
