package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.CommandAnswer;
import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The sharded entity of one execution. It gathers what the runner reports while a commit is in
 * flight, has its child journal it, then acknowledges to the runner and serves consumers (O34).
 */
final class ExecutionIntake {
  private static final int RING_BYTES = 512 * 1024;
  private static final int STASH = 10_000;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration NOTES = Duration.ofMillis(10);
  private static final IntakeMessage NOTES_DUE = new IntakeMessage.NotesDue();

  private final ActorContext<IntakeMessage> context;
  private final ActorRef<ExecutionMessage> child;
  private final Outside outside;
  private final Gathering gathering = new Gathering();
  private final TimerScheduler<IntakeMessage> timers;
  private final Waiters waiters;
  private final RunnerSide runner;
  private final ControlDesk desk;
  private final Trimming trimming;
  private final FlushDesk flushes;
  private State state;
  private LiveRing ring;

  static Behavior<IntakeMessage> create(
      ExecutionId id, ActorRef<ClusterSharding.ShardCommand> shard, IntakeSetup setup) {
    return Behaviors.setup(
        context -> {
          ActorRef<ExecutionMessage> child =
              context.spawn(ExecutionActor.create(id, context.getSelf(), setup.clock()), "log");
          context.watch(child);
          context.setReceiveTimeout(IDLE, new IntakeMessage.Idle());
          Outside outside = new Outside(id, shard, setup);
          return Behaviors.withTimers(
              timers ->
                  Behaviors.withStash(
                      STASH, stash -> recovering(context, child, outside, timers, stash)));
        });
  }

  /** What the entity talks to. */
  private record Outside(
      ExecutionId id, ActorRef<ClusterSharding.ShardCommand> shard, IntakeSetup setup) {
    private Runners runners() {
      return setup.runners();
    }
  }

  private static Behavior<IntakeMessage> recovering(
      ActorContext<IntakeMessage> context,
      ActorRef<ExecutionMessage> child,
      Outside outside,
      TimerScheduler<IntakeMessage> timers,
      StashBuffer<IntakeMessage> stash) {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof IntakeMessage.Recovered recovered) {
            ExecutionIntake intake =
                new ExecutionIntake(context, child, outside, timers, recovered);
            intake.settle();
            intake.trimming.recovered(recovered.state());
            return stash.unstashAll(intake.behavior());
          }
          stash.stash(message);
          return Behaviors.same();
        });
  }

  private ExecutionIntake(
      ActorContext<IntakeMessage> context,
      ActorRef<ExecutionMessage> child,
      Outside outside,
      TimerScheduler<IntakeMessage> timers,
      IntakeMessage.Recovered recovered) {
    this.context = context;
    this.child = child;
    this.outside = outside;
    this.timers = timers;
    this.waiters = new Waiters(timers);
    this.runner = new RunnerSide(context, outside.runners());
    this.desk =
        new ControlDesk(outside.id(), timers, runner, outside.setup().owedFor(), this::apply);
    this.trimming = new Trimming(context, outside.id(), outside.setup(), this::apply);
    this.flushes = new FlushDesk(outside.id(), runner);
    this.state = recovered.state();
    this.ring = new LiveRing(RING_BYTES, recovered.lastNumber());
  }

  private Behavior<IntakeMessage> behavior() {
    return Behaviors.receiveMessage(
        message -> {
          handle(message);
          return Behaviors.same();
        });
  }

  private void handle(IntakeMessage received) {
    switch (received) {
      case IntakeMessage.Begin begin -> begin(begin);
      case IntakeMessage.Control control -> control(control);
      case IntakeMessage.GetState(var replyTo) -> desk.whenSettled(() -> replyTo.tell(state));
      case IntakeMessage.AwaitEnd await -> waiters.await(await, state);
      case IntakeMessage.RunnerStarted(var command) -> gather(command);
      case IntakeMessage.RunnerFailedStart(var command) -> gather(command);
      case IntakeMessage.RunnerReported(var by, var report) ->
          gather(new Command.TakeReports(by, List.of(report)));
      case IntakeMessage.RunnerTookStdin(var upTo, var noMore) -> desk.tookStdin(upTo, noMore);
      case IntakeMessage.Flush(var replyTo) -> flushes.ask(replyTo, state);
      case IntakeMessage.RunnerFlushed(long number, long upTo) -> flushes.told(number, upTo, state);
      case IntakeMessage.Pull pull -> waiters.answer(pull, ring, state);
      case IntakeMessage.OfControl message -> desk.handle(message, state);
      case IntakeMessage.OfTrimming message -> trimming.handle(message, state);
      case IntakeMessage.Recovered recovered -> recoveredAgain(recovered);
      case IntakeMessage.CommandsApplied(var applied, var origin) -> applied(applied, origin);
      case IntakeMessage.LinkGone _ -> giveUpRunner();
      case IntakeMessage.WaitOver(var replyTo) -> waiters.over(replyTo, state);
      case IntakeMessage.PullsOver _ -> waiters.nothingYet();
      case IntakeMessage.NotesDue _ -> commit(gathering.next());
      case IntakeMessage.Idle _ -> passivateWhenOver();
    }
  }

  private void begin(IntakeMessage.Begin begin) {
    if (!(state instanceof State.Absent) || runner.isLinked()) {
      outside.runners().release(begin.assignment());
      begin.replyTo().tell(new CommandAnswer.Refused(new Refusal.AlreadyExists()));
      return;
    }
    runner.take(begin.link(), begin.assignment());
    var placement = new Command.Placement.On(begin.assignment());
    apply(new Command.Accept(begin.facts(), placement), new Origin.Asked(begin.replyTo()));
  }

  /** After what the runner told before: a wish may depend on it. */
  private void control(IntakeMessage.Control control) {
    if (ControlDesk.isFenced(control.by(), state)) {
      control.replyTo().tell(new CommandAnswer.Refused(new Refusal.NotInControl()));
      return;
    }
    commit(gathering.next());
    apply(control.command(), new Origin.Asked(control.replyTo()));
  }

  private void apply(Command command, Origin origin) {
    apply(List.of(command), origin);
  }

  private void apply(List<Command> commands, Origin origin) {
    child.tell(new ExecutionMessage.Apply(commands, origin, context.getSelf()));
  }

  private void gather(Command command) {
    if (!gathering.add(command)) {
      context.getLog().warn("{}: its runner ignores the window and is given up", outside.id());
      giveUpRunner();
      return;
    }
    commitNext();
  }

  /** What only notes that something began or closed waits a moment for what mostly follows. */
  private void commitNext() {
    if (gathering.holdsOnlyNotes()) {
      timers.startSingleTimer(NOTES_DUE, NOTES_DUE, NOTES);
    } else {
      commit(gathering.next());
    }
  }

  private void commit(List<Command> batch) {
    if (!batch.isEmpty()) {
      apply(batch, new Origin.RunnerBatch(gathering.batch()));
    }
  }

  private void applied(Applied applied, Origin origin) {
    adopt(applied);
    switch (origin) {
      case Origin.RunnerBatch(long number) -> batchApplied(applied, number);
      case Origin.Asked(var replyTo) -> {
        Refusal refused = applied.refused();
        replyTo.tell(
            refused == null ? new CommandAnswer.Done() : new CommandAnswer.Refused(refused));
      }
      case Origin.Claimed(var claim) -> desk.claimed(claim, applied);
      case Origin.Left() -> desk.left();
      case Origin.Trimmed(var asked) -> trimming.applied(asked, applied);
      case Origin.Itself() -> {}
    }
  }

  private void batchApplied(Applied applied, long number) {
    // Only now, after the commit, may the runner forget them (O34).
    if (state instanceof State.Known known && known.progress().lastSequence() > 0) {
      runner.send(
          List.of(new GatewayFrame.Acknowledged(outside.id(), known.progress().lastSequence())));
    }
    gathering.answered(number);
    if (applied.refused() != null && !(applied.refused() instanceof Refusal.AlreadyEnded)) {
      context.getLog().warn("{}: its runner is given up: {}", outside.id(), applied.refused());
      giveUpRunner();
      return;
    }
    commitNext();
  }

  /** Takes over what was journaled, then tells the runner, the consumers and the waiters. */
  private void adopt(Applied applied) {
    state = applied.state();
    if (applied.events().isEmpty()) {
      return;
    }
    ring.append(applied.events(), applied.lastNumber());
    if (state instanceof State.Known known) {
      applied.events().forEach(event -> runner.send(RunnerFrames.after(event, known.facts())));
    }
    applied.events().forEach(desk::follow);
    flushes.follow(state);
    waiters.answerAll(ring, state);
    if (applied.events().stream().anyMatch(Event.Ended.class::isInstance)) {
      settle();
    }
  }

  /** Brings everything in line with a state that was just read or reached. */
  private void settle() {
    switch (state) {
      case State.Ended ended -> {
        outside.setup().ends().ended(ended);
        desk.closeStdin();
        waiters.ended(state);
        runner.release();
      }
      // Until running executions are re-adopted, one without a link has lost its runner.
      case State.Assigned _ when !runner.isLinked() -> giveUpRunner();
      case State.Absent _, State.Accepted _, State.Assigned _ -> {}
    }
  }

  private void giveUpRunner() {
    gathering.clear();
    runner.send(List.of(new GatewayFrame.Kill(outside.id())));
    runner.release();
    apply(new Command.GiveUpRunner(), new Origin.Itself());
  }

  private void recoveredAgain(IntakeMessage.Recovered recovered) {
    state = recovered.state();
    if (recovered.lastNumber() != ring.lastNumber()) {
      ring = new LiveRing(RING_BYTES, recovered.lastNumber());
    }
    if (!runner.resume(state)) {
      giveUpRunner();
    }
    settle();
    trimming.recovered(state);
    desk.settled();
    flushes.follow(state);
    waiters.answerAll(ring, state);
    List<Command> unanswered = gathering.unanswered();
    if (!unanswered.isEmpty()) {
      apply(unanswered, new Origin.RunnerBatch(gathering.batch()));
    }
  }

  private void passivateWhenOver() {
    if (Waiters.isOver(state) && gathering.isIdle() && waiters.isEmpty() && desk.isIdle()) {
      outside.shard().tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
  }
}
