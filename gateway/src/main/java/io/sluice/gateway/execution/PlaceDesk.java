package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.Begin;
import io.sluice.gateway.execution.IntakeMessage.CommandAnswer;
import io.sluice.gateway.execution.IntakeMessage.OfPlace;
import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.gateway.execution.IntakeMessage.PlaceFound;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one execution comes to a runner: at once, or after it waited in the queue. What is told of it
 * to a runner begins with the journaled placement.
 */
final class PlaceDesk {
  private static final IntakeMessage WAITED_LONG = new IntakeMessage.WaitedLong();

  private final Opening opening;
  private final RunnerSide runner;
  private final BiConsumer<Command, Origin> journal;
  private final Consumer<RunnerFrame.Held> linked;
  private boolean waits;
  private @Nullable RunnerLink found;

  /**
   * @param linked the runner was told to start it, and has nothing of it yet
   */
  PlaceDesk(
      Opening opening,
      RunnerSide runner,
      BiConsumer<Command, Origin> journal,
      Consumer<RunnerFrame.Held> linked) {
    this.opening = opening;
    this.runner = runner;
    this.journal = journal;
    this.linked = linked;
  }

  void handle(OfPlace message, State state) {
    switch (message) {
      case Begin begin -> begin(begin, state);
      case PlaceFound(RunnerLink link) -> placeFound(link, state);
      case IntakeMessage.WaitedLong _ ->
          journal.accept(new Command.StopWaiting(), new Origin.Itself());
    }
  }

  private void begin(Begin begin, State state) {
    RunnerLink link = begin.link();
    if (!(state instanceof State.Absent) || runner.isLinked()) {
      begin.replyTo().tell(new CommandAnswer.Refused(new Refusal.AlreadyExists()));
      releaseUnlessIts(link, state);
      return;
    }
    Command.Placement placement = new Command.Placement.Pending();
    if (link != null) {
      runner.take(link);
      placement = new Command.Placement.On(link.runner());
    }
    journal.accept(new Command.Accept(begin.facts(), placement), new Origin.Asked(begin.replyTo()));
  }

  /** The first try may have the place that a second one was told of. */
  private void releaseUnlessIts(@Nullable RunnerLink link, State state) {
    boolean its = !(state instanceof State.Ended) && link != null && runner.isLinkedBy(link);
    if (link != null && !its) {
      opening.setup().runners().release(link, opening.id());
    }
  }

  /** In line with a state that was just read or reached. */
  void follow(State state) {
    if (state instanceof State.Accepted accepted) {
      await(accepted);
    } else if (waits) {
      waits = false;
      opening.timers().cancel(WAITED_LONG);
      opening.setup().runners().leave(opening.id());
    }
  }

  private void await(State.Accepted state) {
    if (waits) {
      return;
    }
    waits = true;
    IntakeSetup setup = opening.setup();
    Duration waited = Duration.between(state.facts().acceptedAt(), setup.clock().instant());
    Duration left = setup.waitFor().minus(waited);
    opening
        .timers()
        .startSingleTimer(WAITED_LONG, WAITED_LONG, left.isNegative() ? Duration.ZERO : left);
    setup.runners().await(Wanted.of(state.facts(), null), opening.context().getSelf().narrow());
  }

  /** After a failure of the journal: what was under way is forgotten, and asked for again. */
  void recovered() {
    found = null;
    if (waits) {
      waits = false;
      opening.setup().runners().leave(opening.id());
    }
  }

  private void placeFound(RunnerLink link, State state) {
    if (link.equals(found)) {
      return;
    }
    if (state instanceof State.Accepted && found == null) {
      found = link;
      journal.accept(new Command.Place(link.runner()), new Origin.Placed(link));
    } else {
      releaseUnlessIts(link, state);
    }
  }

  /** Before anything is told to the runner of what was journaled. */
  void applied(Applied applied, Origin origin) {
    if (origin instanceof Origin.Placed(RunnerLink link)) {
      found = null;
      if (applied.refused() == null) {
        runner.take(link);
      } else {
        releaseUnlessIts(link, applied.state());
      }
    }
  }

  /** What waited for the runner follows the start. */
  void placed(Applied applied) {
    if (applied.refused() == null && applied.state() instanceof State.Assigned placed) {
      linked.accept(new RunnerFrame.Held(opening.id(), 0, 0, StdinOffset.ZERO, false));
      runner.sendKept(placed);
    }
  }
}
