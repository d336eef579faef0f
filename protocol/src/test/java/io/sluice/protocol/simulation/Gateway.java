package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Readoption;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.Frames.FromRunner;
import io.sluice.protocol.simulation.Frames.ToRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One life of the gateway: gathers what the runner reports, has the journal commit what the machine
 * decides, and only then tells the runner and the consumers.
 */
final class Gateway {
  private static final int WITHOUT_A_RUNNER_MILLIS = 8_000;

  private final World world;
  private final Scheduler scheduler;
  private final Machines machines;
  private final Disk disk;
  private final Ring ring;
  private final Consumers consumers;
  private final Desk desk;
  private final Limits limits;
  private final List<Command> gathered = new ArrayList<>();
  private @Nullable Connection<FromRunner, ToRunner> runner;
  private State state;
  private boolean committing;
  private boolean alive = true;
  private long newestReport;
  private long links;

  /** Recovers from the journal. */
  Gateway(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.machines = world.machines();
    this.disk = new Disk(scheduler, world.faults(), () -> alive);
    this.ring = new Ring(world.journal().lastNumber());
    this.state = Execution.evolve(Execution.initial(), world.journal().events());
    this.consumers = new Consumers(world, this);
    this.desk = new Desk(world, this);
    this.limits = new Limits(world, this::gather);
    if (hasEnded()) {
      desk.over();
    }
    if (!state.equals(world.journal().state())) {
      throw Invariant.ACKNOWLEDGED_IS_DURABLE.broken("what is left of the log tells another state");
    }
    removeTrimmed();
    limits.follow(state, List.of());
    expectARunner();
  }

  void after(long millis, String what, Runnable action) {
    scheduler.after(
        millis,
        what,
        () -> {
          if (alive) {
            action.run();
          }
        });
  }

  Disk disk() {
    return disk;
  }

  Ring ring() {
    return ring;
  }

  Consumers consumers() {
    return consumers;
  }

  Desk desk() {
    return desk;
  }

  State state() {
    return state;
  }

  boolean hasEnded() {
    return state instanceof State.Ended;
  }

  void crash() {
    alive = false;
    disk.crash();
    consumers.crash();
    desk.crash();
    if (runner != null) {
      runner.gatewayDied();
    }
  }

  /** The newest link is the one. */
  void acceptRunner(Connection<FromRunner, ToRunner> link) {
    if (runner != null) {
      runner.closeByGateway(Closing.GOING_AWAY);
    }
    runner = link;
    links++;
    link.serve(
        new Connection.End<>() {
          @Override
          public void frame(FromRunner frame) {
            take(frame);
          }

          @Override
          public void closed(Closing why) {
            if (runner == link) {
              runner = null;
              expectARunner();
            }
          }
        });
  }

  private void expectARunner() {
    long since = ++links;
    after(
        WITHOUT_A_RUNNER_MILLIS,
        "the runner is due",
        () -> {
          if (since == links && !hasEnded()) {
            gather(new Command.GiveUpRunner());
          }
        });
  }

  private void take(FromRunner frame) {
    switch (frame) {
      case FromRunner.Hello(boolean started, var stdin) -> {
        welcome(started);
        desk.linked(stdin);
      }
      case FromRunner.InputTaken stdin -> desk.applied(stdin);
      case FromRunner.Started _ -> gather(new Command.ConfirmStart(World.RUNNER, 42));
      case FromRunner.Reported(var report) -> {
        if (report.sequence() <= newestReport) {
          world.faults().add(Fault.REPORT_REPEATED);
        }
        newestReport = Math.max(newestReport, report.sequence());
        gather(new Command.TakeReports(World.RUNNER, List.of(report)));
        if (machines.acknowledgesBeforeTheCommit()) {
          tell(new ToRunner.Acknowledged(report.sequence()));
        }
      }
    }
  }

  private void welcome(boolean started) {
    switch (started
        ? Readoption.named(state, World.RUNNER)
        : Readoption.unnamed(state, World.RUNNER)) {
      case Readoption.Verdict.GoOn(long committed) -> tell(new ToRunner.Welcome(committed));
      case Readoption.Verdict.StartAgain _ -> {
        tell(new ToRunner.Welcome(0));
        tell(new ToRunner.Start());
      }
      case Readoption.Verdict.EndThere _, Readoption.Verdict.Wait _ -> {
        tell(new ToRunner.Welcome(world.journal().lastSequence()));
        tell(new ToRunner.Kill());
      }
      case Readoption.Verdict.Lost _ ->
          throw Invariant.EVERYBODY_FINISHES.broken("the runner forgot what runs");
    }
    if (state instanceof State.Assigned assigned && assigned.killRequested()) {
      tell(new ToRunner.Kill());
    }
  }

  void tell(ToRunner frame) {
    if (runner != null) {
      runner.sendDown(frame);
    }
  }

  void kill() {
    gather(new Command.Kill());
  }

  /** Any prefix of the log. */
  void trim() {
    Cursor at = world.journal().boundary(scheduler);
    gather(new Command.Trim(at.offset(), at, Command.Purpose.LIMIT, Duration.ZERO));
  }

  Offset trimmed() {
    return state instanceof State.Known known ? known.progress().trimmed().offset() : Offset.ZERO;
  }

  /** Only once it is journaled; a crash before is made good at the next start. */
  private void removeTrimmed() {
    Offset upTo = trimmed();
    if (Offset.ZERO.isBefore(upTo)) {
      ring.dropTrimmed(upTo);
      after(scheduler.below(200), "trimmed rows are removed", () -> world.journal().remove(upTo));
    }
  }

  void gather(Command command) {
    gathered.add(command);
    if (!committing) {
      commit();
    }
  }

  private void commit() {
    if (gathered.isEmpty()) {
      return;
    }
    List<Event> events = new ArrayList<>();
    State after = state;
    for (Command command : merged()) {
      List<Event> decided = decide(after, command);
      events.addAll(decided);
      after = Execution.evolve(after, decided);
    }
    gathered.clear();
    State adopted = after;
    committing = true;
    disk.write(
        events.size() + " events",
        () -> world.journal().append(events),
        () -> {
          committing = false;
          adopt(adopted, events);
          commit();
        });
  }

  /** Neighbouring reports become one command, as in production. */
  private List<Command> merged() {
    List<Command> merged = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    Assignment by = World.RUNNER;
    for (Command command : gathered) {
      if (command instanceof Command.TakeReports take) {
        reports.addAll(take.reports());
        continue;
      }
      if (!reports.isEmpty()) {
        merged.add(new Command.TakeReports(by, reports));
        reports.clear();
      }
      merged.add(command);
    }
    if (!reports.isEmpty()) {
      merged.add(new Command.TakeReports(by, reports));
    }
    return merged;
  }

  private List<Event> decide(State now, Command command) {
    return switch (machines.decide(now, command, Instant.ofEpochMilli(scheduler.now()))) {
      case Decision.Accepted(var events) -> events;
      case Decision.Refused(Refusal.AlreadyEnded _) -> List.of();
      case Decision.Refused(var refusal) ->
          throw Invariant.NO_GAP.broken("the runner's word is refused: " + refusal);
    };
  }

  private void adopt(State adopted, List<Event> events) {
    state = adopted;
    ring.append(events);
    if (state instanceof State.Known known) {
      tell(new ToRunner.Acknowledged(known.progress().lastSequence()));
    }
    if (events.stream().anyMatch(Event.KillRequested.class::isInstance)) {
      tell(new ToRunner.Kill());
    }
    events.forEach(desk::follow);
    if (events.stream().anyMatch(Event.Trimmed.class::isInstance)) {
      world.faults().add(Fault.TRIM);
      removeTrimmed();
    }
    consumers.committed();
    limits.follow(state, events);
  }
}
