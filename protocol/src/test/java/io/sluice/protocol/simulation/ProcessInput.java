package io.sluice.protocol.simulation;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.StdinIntake;
import io.sluice.protocol.simulation.Frames.FromRunner;
import io.sluice.protocol.simulation.Frames.ToRunner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The runner's end of input: what it took, and a process that reads in parts, or no more. */
final class ProcessInput {
  private final World world;
  private final Scheduler scheduler;
  private final Consumer<FromRunner> out;
  private final StdinIntake intake = new StdinIntake(Desk.WINDOW_BYTES);
  private final Deque<Payload> queue = new ArrayDeque<>();
  private final boolean closesEarly;
  private boolean endIsDue;

  ProcessInput(World world, Consumer<FromRunner> out) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.out = out;
    this.closesEarly = scheduler.oneIn(6);
  }

  /** The process exists, and reads from now on. */
  void begin() {
    readSoon();
    if (closesEarly) {
      scheduler.after(scheduler.below(600), "the process closes its input", this::closeEarly);
    }
  }

  private void readSoon() {
    scheduler.after(scheduler.below(scheduler.oneIn(8) ? 300 : 20), "process reads", this::read);
  }

  void take(ToRunner.Stdin frame) {
    StdinOffset taken = intake.taken();
    if (frame.at().isBefore(taken)) {
      world.faults().add(Fault.INPUT_REPEATED_TO_THE_RUNNER);
    }
    apply(world.machines().offer(intake, frame.at(), frame.payload()));
  }

  void take(ToRunner.StdinEnd frame) {
    if (intake.isEnded()) {
      world.faults().add(Fault.END_REPEATED_TO_THE_RUNNER);
    }
    apply(world.machines().end(intake, frame.at()));
  }

  private void apply(StdinIntake.Verdict verdict) {
    switch (verdict) {
      case StdinIntake.Verdict.Apply(Payload bytes) -> {
        if (bytes.isEmpty()) {
          world.truth().endGiven();
          endIsDue = true;
        } else {
          queue.add(bytes);
        }
      }
      case StdinIntake.Verdict.PassOver _ -> {}
      case StdinIntake.Verdict.Refuse(String why) -> scheduler.note(() -> "refused: " + why);
    }
    tell();
  }

  private void read() {
    Payload next = queue.poll();
    if (next != null) {
      int count = 1 + scheduler.below(next.size());
      if (count < next.size()) {
        queue.addFirst(next.slice(count, next.size()));
      }
      world.truth().read(next.slice(0, count));
      intake.written(count);
      tell();
    } else if (endIsDue) {
      endIsDue = false;
      world.truth().end();
      intake.close();
      tell();
    }
    if (!intake.isClosed()) {
      readSoon();
    }
  }

  private void closeEarly() {
    if (!intake.isClosed()) {
      world.faults().add(Fault.INPUT_CLOSED_EARLY);
      exited();
    }
  }

  /** Nothing is read any more. */
  void exited() {
    queue.clear();
    endIsDue = false;
    intake.close();
    tell();
  }

  boolean isClosed() {
    return intake.isClosed();
  }

  StdinOffset taken() {
    return intake.taken();
  }

  FromRunner.InputTaken held() {
    return new FromRunner.InputTaken(
        intake.taken(), intake.written(), intake.isEnded(), intake.isClosed());
  }

  private void tell() {
    out.accept(held());
  }
}
