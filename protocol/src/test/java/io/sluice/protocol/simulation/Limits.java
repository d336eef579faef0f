package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Offset;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Has removed what a limit on output wants removed, up to the boundary before. */
final class Limits {
  private final World world;
  private final Consumer<Command> journal;

  Limits(World world, Consumer<Command> journal) {
    this.world = world;
    this.journal = journal;
  }

  /**
   * @param events that led there
   */
  void follow(State state, List<Event> events) {
    if (events.stream().anyMatch(Event.OutputCut.class::isInstance)) {
      world.faults().add(Fault.LIMIT_CUT);
    }
    Offset excess = OutputLimits.excess(state);
    if (excess == null || !(state instanceof State.Known known)) {
      return;
    }
    Cursor at = world.journal().boundaryBefore(excess);
    if (known.progress().trimmed().offset().isBefore(at.offset())) {
      world.faults().add(Fault.LIMIT_TRIM);
      journal.accept(new Command.Trim(excess, at, Command.Purpose.LIMIT, Duration.ZERO));
    }
  }
}
