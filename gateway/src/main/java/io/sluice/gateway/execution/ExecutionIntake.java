package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.CommandAnswer;
import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.persistence.codec.Recorded;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The sharded entity of one execution. It gathers what the runner reports while a commit is in
 * flight, has its child journal it, then acknowledges to the runner and serves consumers (O34).
 */
final class ExecutionIntake {
  private final Opening opening;
  private final ActorContext<IntakeMessage> context;
  private final ActorRef<ExecutionMessage> child;
  private final Batches batches;
  private final TimerScheduler<IntakeMessage> timers;
  private final Waiters waiters;
  private final RunnerSide runner;
  private final PlaceDesk place;
  private final LinkDesk links;
  private final ControlDesk desk;
  private final AttendanceDesk attendance;
  private final AnchorDesk anchors;
  private final Trimming trimming;
  private final FlushDesk flushes;
  private State state;
  private LiveRing ring;
  private long applies;
  private boolean passivates;
  private boolean stops;

  /** Of an execution whose log was read. */
  static Behavior<IntakeMessage> of(
      Opening opening, ActorRef<ExecutionMessage> child, IntakeMessage.Recovered recovered) {
    ExecutionIntake intake = new ExecutionIntake(opening, child, recovered);
    intake.desk.recovered(recovered.state());
    intake.attendance.watch(recovered.state());
    intake.settle();
    intake.anchors.follow(recovered.recorded());
    intake.trimming.recovered(recovered.recorded());
    return intake.behavior();
  }

  private ExecutionIntake(
      Opening opening, ActorRef<ExecutionMessage> child, IntakeMessage.Recovered recovered) {
    ExecutionId id = opening.id();
    IntakeSetup setup = opening.setup();
    this.opening = opening;
    this.context = opening.context();
    this.child = child;
    this.timers = opening.timers();
    this.waiters = new Waiters(timers);
    this.batches = new Batches(timers, this::apply);
    this.runner = new RunnerSide(id, context, setup.runners());
    this.place = new PlaceDesk(opening, runner, this::apply, this::linkedAgain);
    this.links =
        new LinkDesk(opening, runner, batches::clear, this::linkedAgain, this::giveUpRunner);
    this.desk = new ControlDesk(id, timers, runner, setup.owedFor(), this::apply);
    this.attendance = new AttendanceDesk(opening, this::apply, this::isAttended);
    this.anchors = new AnchorDesk(opening, this::apply);
    this.trimming = new Trimming(context, id, setup, this::apply);
    this.flushes = new FlushDesk(id, runner, FlushDesk.newLife(recovered.state(), setup.clock()));
    this.state = recovered.state();
    this.ring = new LiveRing(recovered.lastNumber());
  }

  private Behavior<IntakeMessage> behavior() {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof IntakeMessage.CommandsApplied(var now, Origin.Forgotten wish)) {
            return forgetOrKeep(now.recorded(), wish);
          }
          if (message instanceof IntakeMessage.CommandsApplied(_, Origin.Stopping _)) {
            return Behaviors.stopped();
          }
          handle(message);
          return Behaviors.same();
        });
  }

  private void handle(IntakeMessage received) {
    if (received instanceof IntakeMessage.Attending) {
      attendance.used(state);
    }
    switch (received) {
      case IntakeMessage.OfPlace message -> place.handle(message, state);
      case IntakeMessage.Control control -> control(control);
      case IntakeMessage.GetState(var replyTo) -> desk.whenSettled(() -> replyTo.tell(state));
      case IntakeMessage.AwaitEnd await -> waiters.await(await, state);
      case IntakeMessage.OfRunner told -> told(told);
      case IntakeMessage.OfLink message -> links.handle(message, state);
      case IntakeMessage.Flush(var replyTo) -> flushes.ask(replyTo, state);
      case IntakeMessage.Pull pull -> waiters.answer(pull, ring, state);
      case IntakeMessage.OfControl message -> desk.handle(message, state);
      case IntakeMessage.AnchorSigned message -> anchors.handle(message);
      case IntakeMessage.OfTrimming message -> trimming.handle(message, state);
      case IntakeMessage.Forget(var replyTo) ->
          apply(List.of(), new Origin.Forgotten(applies + 1, replyTo));
      case IntakeMessage.Recovered recovered -> recoveredAgain(recovered);
      case IntakeMessage.CommandsApplied(var applied, var origin) -> applied(applied, origin);
      case IntakeMessage.WaitOver(var replyTo) -> waiters.over(replyTo, state);
      case IntakeMessage.UnattendedDue _ -> attendance.due(state);
      case IntakeMessage.PullsOver _ -> waiters.nothingYet();
      case IntakeMessage.NotesDue _ -> batches.commit();
      case IntakeMessage.LogRemoved _ -> {} // Told to who forgets it, not to this behavior.
      case IntakeMessage.Unreadable _ -> {} // It was readable before, and is tried again.
      case IntakeMessage.Idle _ -> passivateWhenOver();
      case IntakeMessage.Stop _ -> stop();
    }
  }

  /** After what the runner told before: a wish may depend on it. */
  private void control(IntakeMessage.Control control) {
    if (ControlDesk.isFenced(control.by(), state)) {
      control.replyTo().tell(new CommandAnswer.Refused(new Refusal.NotInControl()));
      return;
    }
    batches.commit();
    apply(control.command(), new Origin.Asked(control.replyTo()));
  }

  private void apply(Command command, Origin origin) {
    apply(List.of(command), origin);
  }

  private void apply(List<Command> commands, Origin origin) {
    applies++;
    child.tell(new ExecutionMessage.Apply(commands, origin, context.getSelf()));
  }

  /** Only what comes by its link counts: what came by an earlier one comes again. */
  private void told(IntakeMessage.OfRunner told) {
    if (state instanceof State.Ended || !runner.isLinkedBy(told.by())) {
      links.passOver(told, state);
      return;
    }
    switch (told) {
      case IntakeMessage.OfProcess fact -> gather(fact.command());
      case IntakeMessage.RunnerTookStdin(_, var upTo, boolean noMore) ->
          desk.tookStdin(upTo, noMore, state);
      case IntakeMessage.RunnerFlushed(_, long number, long upTo) ->
          flushes.told(number, upTo, state);
    }
  }

  private void gather(Command command) {
    if (!batches.add(command)) {
      context.getLog().warn("{}: its runner ignores the window and is given up", opening.id());
      giveUpRunner();
    }
  }

  private void applied(Applied applied, Origin origin) {
    place.applied(applied, origin);
    adopt(applied);
    switch (origin) {
      case Origin.Placed _ -> place.placed(applied);
      case Origin.RunnerBatch(long number) -> batchApplied(applied, number);
      case Origin.Asked(var replyTo) -> replyTo.tell(CommandAnswer.to(applied));
      case Origin.Claimed(var claim) -> desk.claimed(claim, applied);
      case Origin.Left() -> desk.left();
      case Origin.Trimmed(var asked) -> trimming.applied(asked, applied);
      case Origin.Anchored() -> anchors.again(applied.recorded());
      case Origin.Forgotten _, Origin.Itself(), Origin.Stopping() -> {}
    }
    anchors.follow(applied.recorded());
    trimming.removeSigned(applied.recorded());
  }

  private void batchApplied(Applied applied, long number) {
    // Only now, after the commit, may the runner forget them (O34).
    runner.acknowledge(state);
    boolean wrong =
        applied.refused() != null && !(applied.refused() instanceof Refusal.AlreadyEnded);
    batches.answered(number, !wrong);
    if (wrong) {
      context.getLog().warn("{}: its runner is given up: {}", opening.id(), applied.refused());
      giveUpRunner();
    }
  }

  /** Takes over what was journaled, then tells the runner, the consumers and the waiters. */
  private void adopt(Applied applied) {
    boolean wasBlocked = OutputLimits.isBlocked(state);
    state = applied.state();
    if (applied.events().isEmpty()) {
      return;
    }
    if (wasBlocked) {
      runner.acknowledge(state); // Unless it still is.
    }
    trimming.follow(state);
    ring.append(applied.events(), applied.lastNumber());
    if (state instanceof State.Known known) {
      applied.events().forEach(event -> runner.send(RunnerFrames.after(event, known.facts())));
    }
    applied.events().forEach(desk::follow);
    flushes.follow(state);
    waiters.answerAll(ring, state);
    attendance.watch(state);
    place.follow(state);
    links.awaitRunner(state); // Its link may have gone before this was journaled.
    if (applied.events().stream().anyMatch(Event.Ended.class::isInstance)) {
      settle();
    } else if (state instanceof State.Ended ended
        && applied.events().stream().anyMatch(Event.Trimmed.class::isInstance)) {
      opening.setup().ends().ended(ended); // Less of it is kept.
    }
  }

  /** Brings everything in line with a state that was just read or reached. */
  private void settle() {
    if (state instanceof State.Ended ended) {
      opening.setup().ends().ended(ended);
      desk.closeStdin(state);
      waiters.ended(state);
      runner.over(ended);
    }
    place.follow(state);
    links.awaitRunner(state);
  }

  private void giveUpRunner() {
    batches.clear();
    runner.giveUp();
    apply(new Command.GiveUpRunner(), new Origin.Itself());
  }

  private void recoveredAgain(IntakeMessage.Recovered recovered) {
    state = recovered.state();
    if (recovered.lastNumber() != ring.lastNumber()) {
      ring = new LiveRing(recovered.lastNumber());
    }
    runner.resume(state);
    place.recovered();
    settle();
    anchors.again(recovered.recorded());
    trimming.recovered(recovered.recorded());
    desk.settled();
    flushes.follow(state);
    waiters.answerAll(ring, state);
    batches.giveUnanswered();
    if (stops) {
      stop();
    }
  }

  private void linkedAgain(RunnerFrame.Held held) {
    desk.linkedAgain(held, state);
    flushes.linkedAgain(state);
  }

  private void passivateWhenOver() {
    if (isOverAndUnused()) {
      passivates = true;
      opening.shard().tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
  }

  /** Not at once: what the child was asked for is answered first, or its asker waits in vain. */
  private void stop() {
    stops = true;
    apply(List.of(), new Origin.Stopping());
  }

  private boolean isAttended() {
    return !desk.isIdle() || !waiters.isEmpty();
  }

  private boolean isOverAndUnused() {
    return Waiters.isOver(state) && batches.isIdle() && !isAttended() && !anchors.isBusy();
  }

  /**
   * The child has answered everything, unless it was asked for more meanwhile. Who is being
   * replaced by another entity keeps the log: that one might read it while it goes.
   */
  private Behavior<IntakeMessage> forgetOrKeep(Recorded recorded, Origin.Forgotten wish) {
    boolean quiet = wish.number() == applies && isOverAndUnused() && !passivates;
    return new Forgetting(opening).beginOrKeep(quiet, recorded, child, wish.replyTo());
  }
}
