package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * All executions of the cluster. Callers have checked the tenant. A stage fails only for what is
 * nobody's mistake: a journal that does not answer, a node that left.
 */
public interface Executions {
  /**
   * Chooses a runner, journals the acceptance, then has it started; when all runners are full, it
   * is accepted and waits for one.
   *
   * @param home the runner where its box lives; null: nowhere yet
   */
  CompletionStage<BeginAnswer> begin(Facts facts, @Nullable RunnerId home);

  /** In a box that lives nowhere yet. */
  default CompletionStage<BeginAnswer> begin(Facts facts) {
    return begin(facts, null);
  }

  /** Whether it began. */
  sealed interface BeginAnswer {
    /** It is journaled. */
    record Begun() implements BeginAnswer {}

    /** No runner takes it, now or later; nothing was journaled. */
    record NotPlaced(Unplaced why) implements BeginAnswer {}

    /** As the machine says; nothing was journaled. */
    record Refused(Refusal refusal) implements BeginAnswer {}
  }

  /** The journaled state; {@link State.Absent} for an id that was never accepted. */
  CompletionStage<State> state(ExecutionId id);

  /** The state once it ended, or as it is when the time is over (O3). */
  CompletionStage<State> awaitEnd(ExecutionId id, Duration atMost);

  /** Answers when everything is journaled that the process had written before (O32). */
  CompletionStage<Flushed> flush(ExecutionId id);

  /** Whether it was flushed. */
  sealed interface Flushed extends CrossNode {
    /** All of that lies before this offset. */
    record UpTo(Offset offset) implements Flushed {}

    /** Too many wait for that already. */
    record TooMany() implements Flushed {}
  }

  /** What an operator or controller may do to it. */
  sealed interface Control {
    /** Ends it; nothing to do when it is over. */
    record Kill() implements Control {}

    /** Sends a signal. */
    record SendSignal(Signal signal) implements Control {}

    /** Sizes the terminal. */
    record Resize(TerminalSize size) implements Control {}

    /** What the machine is told. */
    default Command command() {
      return switch (this) {
        case Kill _ -> new Command.Kill();
        case SendSignal(var signal) -> new Command.SendSignal(signal);
        case Resize(var size) -> new Command.Resize(size);
      };
    }
  }

  /** Answers after the fact is journaled. */
  CompletionStage<ControlAnswer> control(ExecutionId id, By by, Control control);

  /** In whose name something is done. */
  sealed interface By extends CrossNode {
    /** Nobody has to have control for it. */
    record Operator() implements By {}

    /** This session must have control. */
    record Session(SessionId session) implements By {}

    /** Control must not have changed hands since this generation. */
    record Holder(Generation generation) implements By {}
  }

  /** Whether it was done. */
  sealed interface ControlAnswer {
    /** Journaled, and on its way to the runner. */
    record Done() implements ControlAnswer {}

    /** As the machine says. */
    record Refused(Refusal refusal) implements ControlAnswer {}
  }
}
