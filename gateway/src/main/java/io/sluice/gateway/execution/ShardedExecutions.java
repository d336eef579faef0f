package io.sluice.gateway.execution;

import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/** The executions behind Cluster Sharding. */
public final class ShardedExecutions
    implements Executions, Attachments, Seats, LogTrims, LogRemovals, RunnerReports {
  private static final EntityTypeKey<IntakeMessage> KEY =
      EntityTypeKey.create(IntakeMessage.class, "execution");

  /** For what needs the journal: a commit, or a recovery behind a busy database. */
  private static final Duration ASK = Duration.ofSeconds(20);

  /** For input, which waits as long as the process does not read. */
  private static final Duration ASK_STDIN = Duration.ofDays(1);

  private final ClusterSharding sharding;
  private final Runners runners;

  private ShardedExecutions(ClusterSharding sharding, Runners runners) {
    this.sharding = sharding;
    this.runners = runners;
  }

  public static ShardedExecutions start(ActorSystem<?> system, IntakeSetup setup) {
    ClusterSharding sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                KEY,
                context ->
                    Opening.create(
                        new ExecutionId(context.getEntityId()), context.getShard(), setup))
            .withStopMessage(new IntakeMessage.Stop()));
    return new ShardedExecutions(sharding, setup.runners());
  }

  private EntityRef<IntakeMessage> entity(ExecutionId id) {
    return sharding.entityRefFor(KEY, id.value());
  }

  @Override
  public CompletionStage<BeginAnswer> begin(Facts facts, @Nullable RunnerId home) {
    return runners
        .choose(Wanted.of(facts, home))
        .thenCompose(
            choice ->
                switch (choice) {
                  case Runners.Choice.None(Unplaced why) ->
                      CompletableFuture.completedStage(new BeginAnswer.NotPlaced(why));
                  case Runners.Choice.Chosen(RunnerLink link) -> beginOn(facts, link);
                  case Runners.Choice.Queued() ->
                      beginOn(facts, null)
                          .whenComplete(
                              (answer, _) -> {
                                if (!(answer instanceof BeginAnswer.Begun)) {
                                  runners.withdraw(facts.execution());
                                }
                              });
                });
  }

  private CompletionStage<BeginAnswer> beginOn(Facts facts, @Nullable RunnerLink link) {
    return entity(facts.execution())
        .<IntakeMessage.CommandAnswer>ask(
            replyTo -> new IntakeMessage.Begin(facts, link, replyTo), ASK)
        .thenApply(
            answer ->
                switch (answer) {
                  case IntakeMessage.CommandAnswer.Done _ -> new BeginAnswer.Begun();
                  case IntakeMessage.CommandAnswer.Refused(var refusal) ->
                      new BeginAnswer.Refused(refusal);
                });
  }

  @Override
  public CompletionStage<State> state(ExecutionId id) {
    return entity(id).ask(IntakeMessage.GetState::new, ASK);
  }

  @Override
  public CompletionStage<Flushed> flush(ExecutionId id) {
    return entity(id).ask(IntakeMessage.Flush::new, ASK);
  }

  @Override
  public CompletionStage<State> awaitEnd(ExecutionId id, Duration atMost) {
    return entity(id).ask(replyTo -> new IntakeMessage.AwaitEnd(atMost, replyTo), atMost.plus(ASK));
  }

  @Override
  public CompletionStage<ControlAnswer> control(ExecutionId id, By by, Control control) {
    return entity(id)
        .<IntakeMessage.CommandAnswer>ask(
            replyTo -> new IntakeMessage.Control(control.command(), by, replyTo), ASK)
        .thenApply(
            answer ->
                switch (answer) {
                  case IntakeMessage.CommandAnswer.Done _ -> new ControlAnswer.Done();
                  case IntakeMessage.CommandAnswer.Refused(var refusal) ->
                      new ControlAnswer.Refused(refusal);
                });
  }

  @Override
  public CompletionStage<Pulled> pull(ExecutionId id, long fromNumber) {
    return entity(id).ask(replyTo -> new IntakeMessage.Pull(fromNumber, replyTo), ASK);
  }

  @Override
  public CompletionStage<Offset> trimmed(ExecutionId id) {
    return state(id)
        .thenApply(
            state ->
                state instanceof State.Known known
                    ? known.progress().trimmed().offset()
                    : Offset.ZERO);
  }

  @Override
  public CompletionStage<TrimAnswer> trim(ExecutionId id, Offset upTo, Command.Purpose purpose) {
    return entity(id).ask(replyTo -> new IntakeMessage.Trim(upTo, purpose, replyTo), ASK);
  }

  /** The output goes first, while the log can be read: it may be long. */
  @Override
  public CompletionStage<ForgetAnswer> forget(ExecutionId id) {
    return state(id)
        .thenCompose(
            state ->
                switch (state) {
                  case State.Absent _ -> forgetNow(id);
                  case State.Ended ended -> forget(id, ended.progress().offset());
                  case State.Accepted _, State.Assigned _ ->
                      CompletableFuture.completedStage(new ForgetAnswer.Kept());
                })
        .exceptionallyCompose(
            failure -> isDamaged(failure) ? forgetNow(id) : CompletableFuture.failedStage(failure));
  }

  /** Nobody can read it any more, so it goes at its time whatever it was owed. */
  private static boolean isDamaged(Throwable failure) {
    return failure instanceof LogDamaged || failure.getCause() instanceof LogDamaged;
  }

  private CompletionStage<ForgetAnswer> forget(ExecutionId id, Offset end) {
    return trim(id, end, Command.Purpose.CLEAN_UP)
        .thenCompose(
            answer ->
                switch (answer) {
                  case TrimAnswer.Trimmed _ -> forgetNow(id);
                  case TrimAnswer.Refused _ ->
                      CompletableFuture.completedStage(new ForgetAnswer.Kept());
                });
  }

  private CompletionStage<ForgetAnswer> forgetNow(ExecutionId id) {
    return entity(id).ask(IntakeMessage.Forget::new, ASK);
  }

  @Override
  public CompletionStage<Taken> take(ExecutionId id, Claim claim) {
    return entity(id)
        .ask(
            replyTo ->
                new IntakeMessage.TakeControl(claim.seat(), claim.preempt(), claim.from(), replyTo),
            ASK);
  }

  @Override
  public CompletionStage<ControlAnswer> control(
      ExecutionId id, SessionId session, Control control) {
    return control(id, new By.Session(session), control);
  }

  @Override
  public void keepPlace(ExecutionId id, ConsumerId consumer, Cursor cursor, boolean sawExit) {
    entity(id).tell(new IntakeMessage.KeepPlace(consumer, cursor, sawExit));
  }

  @Override
  public CompletionStage<SeatNews> watch(ExecutionId id, SessionId session) {
    return entity(id).ask(replyTo -> new IntakeMessage.WatchSeat(session, replyTo), ASK);
  }

  @Override
  public void alive(ExecutionId id, SessionId session) {
    entity(id).tell(new IntakeMessage.PeerAlive(session));
  }

  @Override
  public void acknowledge(ExecutionId id, SessionId session, Cursor cursor) {
    entity(id).tell(new IntakeMessage.PeerAcknowledged(session, cursor));
  }

  @Override
  public void leave(ExecutionId id, SessionId session, Cursor cursor, boolean sawExit) {
    entity(id).tell(new IntakeMessage.Leave(session, cursor, sawExit));
  }

  @Override
  public CompletionStage<StdinAnswer> write(ExecutionId id, SessionId session, Payload bytes) {
    return entity(id)
        .ask(replyTo -> new IntakeMessage.WriteStdin(session, null, bytes, replyTo), ASK_STDIN);
  }

  @Override
  public CompletionStage<StdinAnswer> write(
      ExecutionId id, SessionId session, StdinOffset at, Payload bytes) {
    return entity(id)
        .ask(replyTo -> new IntakeMessage.WriteStdin(session, at, bytes, replyTo), ASK);
  }

  @Override
  public CompletionStage<StdinAnswer> endStdin(ExecutionId id, SessionId session) {
    return entity(id).ask(replyTo -> new IntakeMessage.EndStdin(session, null, replyTo), ASK_STDIN);
  }

  @Override
  public CompletionStage<StdinAnswer> endStdin(ExecutionId id, SessionId session, StdinOffset at) {
    return entity(id).ask(replyTo -> new IntakeMessage.EndStdin(session, at, replyTo), ASK);
  }

  @Override
  public CompletionStage<StdinNews> stdin(ExecutionId id, SessionId session, StdinFacts known) {
    return entity(id).ask(replyTo -> new IntakeMessage.WatchStdin(session, known, replyTo), ASK);
  }

  @Override
  public CompletionStage<AdoptAnswer> adopt(RunnerLink by, RunnerFrame.Held held) {
    return entity(held.execution()).ask(replyTo -> new IntakeMessage.Adopt(by, held, replyTo), ASK);
  }

  @Override
  public void started(RunnerLink by, ExecutionId id, long pid) {
    entity(id).tell(new IntakeMessage.RunnerStarted(by, pid));
  }

  @Override
  public void startFailed(RunnerLink by, ExecutionId id, StartFailure failure, String message) {
    entity(id).tell(new IntakeMessage.RunnerFailedStart(by, failure, message));
  }

  @Override
  public void reported(RunnerLink by, ExecutionId id, List<Report> reports) {
    entity(id).tell(new IntakeMessage.RunnerReported(by, reports));
  }

  @Override
  public void tookStdin(RunnerLink by, ExecutionId id, StdinOffset upTo, boolean noMore) {
    entity(id).tell(new IntakeMessage.RunnerTookStdin(by, upTo, noMore));
  }

  @Override
  public void flushed(RunnerLink by, ExecutionId id, long number, long sequence) {
    entity(id).tell(new IntakeMessage.RunnerFlushed(by, number, sequence));
  }
}
