package io.sluice.protocol.execution;

import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExitStatus;
import java.time.Duration;
import java.time.Instant;

/** Where an execution stands. */
public sealed interface State {
  /** Nothing is journaled under this id. */
  record Absent() implements State {}

  /** Everything but absence knows what it is about. */
  sealed interface Known extends State {
    Facts facts();

    Progress progress();
  }

  /** Known to a runner, and not over. */
  sealed interface Assigned extends Known {
    Assignment assignment();

    boolean killRequested();
  }

  /** Waits for a runner. */
  record Accepted(Facts facts, Progress progress) implements Known {}

  /** The runner was told to start it. */
  record Starting(Facts facts, Progress progress, Assignment assignment, boolean killRequested)
      implements Assigned {}

  /** The process exists. */
  record Running(Facts facts, Progress progress, Assignment assignment, boolean killRequested)
      implements Assigned {}

  /** The process is gone, its output is not all in yet. */
  record Draining(
      Facts facts,
      Progress progress,
      Assignment assignment,
      boolean killRequested,
      ExitStatus status,
      boolean timedOut)
      implements Assigned {}

  /** Over, for ever. */
  record Ended(Facts facts, Progress progress, Outcome outcome) implements Known {
    /**
     * Whether the consumer is owed output or the exit still.
     *
     * @param owedFor so long after the end
     */
    public boolean isOwedTo(ConsumerId consumer, Instant now, Duration owedFor) {
      return progress.audience().isOpen(consumer) && now.isBefore(progress.lastAt().plus(owedFor));
    }

    /** Whether any consumer is. */
    public boolean isOwed(Instant now, Duration owedFor) {
      return progress.audience().places().keySet().stream()
          .anyMatch(consumer -> isOwedTo(consumer, now, owedFor));
    }
  }
}
