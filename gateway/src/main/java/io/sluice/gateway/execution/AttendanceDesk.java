package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Unattended;
import io.sluice.protocol.execution.Unattended.Stage;
import io.sluice.protocol.model.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches that somebody attends one execution, from the first that had control of it on: whoever
 * was only started, or only read, needs nobody. What the entity forgets begins anew.
 */
final class AttendanceDesk {
  private static final IntakeMessage DUE = new IntakeMessage.UnattendedDue();

  private final Opening opening;
  private final BiConsumer<Command, Origin> journal;
  private final BooleanSupplier somebodyIsThere;
  private Stage stage = Stage.UNHARMED;
  private Instant usedAt;

  /**
   * @param somebodyIsThere who says nothing for long may be there all the same
   */
  AttendanceDesk(
      Opening opening, BiConsumer<Command, Origin> journal, BooleanSupplier somebodyIsThere) {
    this.opening = opening;
    this.journal = journal;
    this.somebodyIsThere = somebodyIsThere;
    this.usedAt = now();
  }

  private Instant now() {
    return opening.setup().clock().instant();
  }

  /** Watches from now on, if there is anything to watch; more often than once changes nothing. */
  void watch(State state) {
    Unattended.Policy policy = policy(state);
    if (policy != null && policy.after() != null && !opening.timers().isTimerActive(DUE)) {
      due(state);
    }
  }

  /** Null: it is none of this desk's business. */
  private Unattended.@Nullable Policy policy(State state) {
    return state instanceof State.Assigned assigned
            && !assigned.progress().audience().generation().equals(Generation.NONE)
        ? opening.setup().unattended().under(assigned.facts().terms().unattended())
        : null;
  }

  void used(State state) {
    usedAt = now();
    if (stage != Stage.UNHARMED) {
      stage = Unattended.used(stage);
      opening.timers().cancel(DUE);
      watch(state);
    }
  }

  void due(State state) {
    Unattended.Policy policy = policy(state);
    if (policy == null) {
      return;
    }
    if (somebodyIsThere.getAsBoolean()) {
      usedAt = now();
      stage = Unattended.used(stage);
    }
    Unattended.Turn turn = Unattended.due(stage, unused(), policy);
    stage = turn.stage();
    for (Command command : turn.commands()) {
      opening.context().getLog().info("{}: nobody attends it: {}", opening.id(), command);
      journal.accept(command, new Origin.Itself());
    }
    Duration pause = turn.pause();
    if (pause != null) {
      opening.timers().startSingleTimer(DUE, DUE, pause);
    }
  }

  /** A clock that was put back starts the wait anew. */
  private Duration unused() {
    Instant now = now();
    usedAt = usedAt.isAfter(now) ? now : usedAt;
    return Duration.between(usedAt, now);
  }
}
