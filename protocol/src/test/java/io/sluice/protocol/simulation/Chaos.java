package io.sluice.protocol.simulation;

import io.sluice.protocol.simulation.Frames.FromConsumer;
import io.sluice.protocol.simulation.Frames.ToConsumer;

/**
 * What goes wrong and when: between any two events, and where it is worst. A seed has its share.
 */
final class Chaos {
  private static final int MOST_FAULTS = 30;
  private static final int EVENTS_BETWEEN = 40;

  private final World world;
  private final Scheduler scheduler;
  private int faultsLeft;

  Chaos(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.faultsLeft = scheduler.below(MOST_FAULTS);
  }

  /** Between two events. */
  void perhaps() {
    if (faultsLeft > 0 && scheduler.oneIn(EVENTS_BETWEEN)) {
      faultsLeft--;
      injectOne();
    }
  }

  private Reader anybody() {
    return world.readers().get(scheduler.below(world.readers().size()));
  }

  private void injectOne() {
    switch (scheduler.below(20)) {
      case 0, 1, 2 -> world.crash();
      case 3, 4 -> cutTheRunner();
      case 5 -> stall();
      case 6 -> goAway();
      case 7 -> loseOrKill();
      case 8, 9, 10, 11 -> cutAWriter();
      case 12 -> trim();
      default -> cutAReader();
    }
  }

  private void stall() {
    Reader reader = anybody();
    if (reader.connection() != null) {
      world.faults().add(Fault.CONSUMER_STALLED);
      reader.stall();
    }
  }

  private void cutTheRunner() {
    var link = world.runner().link();
    if (link != null && !link.isOver()) {
      world.faults().add(Fault.RUNNER_CUT);
      scheduler.note(() -> "the runner's link is cut");
      link.cut();
    }
  }

  private void cutAWriter() {
    for (Writer writer : world.writers()) {
      var wire = writer.connection();
      if (wire != null && !wire.isOver() && !writer.isDone()) {
        world.faults().add(Fault.WRITER_CUT);
        scheduler.note(() -> "a writer's connection is cut");
        wire.cut();
        return;
      }
    }
  }

  private void cutAReader() {
    Reader reader = anybody();
    Connection<FromConsumer, ToConsumer> wire = reader.connection();
    if (wire != null) {
      cut(wire);
    }
  }

  /** The exit is on its way: now a cut is worst, and a gateway that cannot be asked. */
  void exitLeaves(Connection<FromConsumer, ToConsumer> wire) {
    if (faultsLeft > 0 && scheduler.oneIn(4)) {
      faultsLeft--;
      cut(wire);
      if (scheduler.oneIn(3)) {
        scheduler.after(scheduler.below(100), "a bad moment", world::crash);
      }
    }
  }

  /** A character is held back: now a cut is worst. */
  void characterHeld(Connection<FromConsumer, ToConsumer> wire) {
    if (faultsLeft > 0 && scheduler.oneIn(60)) {
      faultsLeft--;
      scheduler.after(scheduler.below(40), "a bad moment", () -> cut(wire));
    }
  }

  private void cut(Connection<FromConsumer, ToConsumer> wire) {
    if (wire.isOver()) {
      return;
    }
    world.faults().add(Fault.CONSUMER_CUT);
    if (world.journal().hasEnded()) {
      world.faults().add(Fault.CUT_AFTER_THE_END);
    }
    Gateway gateway = world.gateway();
    if (gateway != null && gateway.consumers().holdACharacterOn(wire)) {
      world.faults().add(Fault.CHARACTER_HELD_AT_A_CUT);
    }
    scheduler.note(() -> "a reader's connection is cut");
    var lost = wire.cut();
    if (lost.up().iterator().hasNext()) {
      world.faults().add(Fault.ACKNOWLEDGEMENT_LOST);
    }
    lost.down()
        .forEach(
            frame -> {
              if (frame instanceof ToConsumer.Attached) {
                world.faults().add(Fault.ANSWER_LOST);
              }
              if (frame instanceof ToConsumer.Exit) {
                world.faults().add(Fault.EXIT_LOST);
              }
            });
  }

  /** One connection only: the others stay, as when a node among several stops. */
  private void goAway() {
    Gateway gateway = world.gateway();
    Connection<FromConsumer, ToConsumer> wire = anybody().connection();
    if (gateway != null && wire != null && gateway.consumers().goAway(wire)) {
      world.faults().add(Fault.GOING_AWAY);
    }
  }

  /** Now and then: a log that is mostly gone would hide other mistakes. */
  private void trim() {
    Gateway gateway = world.gateway();
    if (gateway != null && scheduler.oneIn(2)) {
      gateway.trim();
    }
  }

  private void loseOrKill() {
    Gateway gateway = world.gateway();
    if (world.runner().isLost()) {
      return;
    }
    if (scheduler.oneIn(3)) {
      world.faults().add(Fault.RUNNER_LOST);
      world.runner().lose();
    } else if (gateway != null) {
      world.faults().add(Fault.KILL);
      gateway.kill();
    }
  }
}
