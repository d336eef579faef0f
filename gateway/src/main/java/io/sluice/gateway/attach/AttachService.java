package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Seats;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.SessionId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Opens sessions on executions: any number that read, one that writes. */
public final class AttachService implements AttachHandler {
  /** A place that was taken for an upgrade that never came is free again after this. */
  private static final Duration UPGRADE = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final Executions executions;
  private final Seats seats;
  private final Logs logs;
  private final Supplier<String> sessionIds;
  private final LongSupplier nanoTime;
  private final AtomicInteger sessions = new AtomicInteger();
  private final CompletableFuture<Done> gone = new CompletableFuture<>();
  private final CompletableFuture<Done> goingAway = new CompletableFuture<>();

  /** The executions as their sides. */
  public record Sides(Executions executions, Seats seats, Logs logs) {}

  public AttachService(
      ActorSystem<?> system, Sides sides, Supplier<String> sessionIds, LongSupplier nanoTime) {
    this.system = system;
    this.executions = sides.executions();
    this.seats = sides.seats();
    this.logs = sides.logs();
    this.sessionIds = sessionIds;
    this.nanoTime = nanoTime;
  }

  /** Closes every session, now and later, with 1001. */
  public void goAway() {
    goingAway.complete(Done.getInstance());
  }

  /** Blocks until every session ended after {@link #goAway}, or the time is over. */
  public void awaitGone(Duration within) {
    tellWhenGone();
    gone.completeOnTimeout(Done.getInstance(), within.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private void tellWhenGone() {
    if (goingAway.isDone() && sessions.get() == 0) {
      gone.complete(Done.getInstance());
    }
  }

  @Override
  public CompletionStage<AttachAnswer> attach(AttachRequest request) {
    ExecutionId id = request.execution();
    return switch (request.wish()) {
      case Wish.Observe(var from) ->
          executions
              .state(id)
              .thenApply(
                  state ->
                      switch (state) {
                        case State.Absent() -> new AttachAnswer.Refused(new Refusal.Absent());
                        case State.Known known -> observed(id, known, from);
                      });
      case Wish.Control(boolean preempt) -> {
        SessionId session = new SessionId(sessionIds.get());
        Seat seat = new Seat(session, request.principal().consumer());
        Role role = new ControllerRole(seats, id, session);
        yield seats.take(id, seat, preempt).thenApply(taken -> answered(id, role, taken));
      }
    };
  }

  private AttachAnswer observed(ExecutionId id, State.Known state, @Nullable Offset from) {
    Offset earliest = state.progress().trimmed().offset();
    if (from != null && from.isBefore(earliest)) {
      return new AttachAnswer.Expired(earliest);
    }
    return accepted(id, new ObserverRole(), from == null ? Cursor.START : Cursor.at(from));
  }

  private AttachAnswer answered(ExecutionId id, Role role, Taken taken) {
    return switch (taken) {
      case Taken.Yours(_, Cursor from, _) -> accepted(id, role, from);
      case Taken.Busy _ -> new AttachAnswer.Busy();
      case Taken.Refused(Refusal refusal) -> new AttachAnswer.Refused(refusal);
    };
  }

  private AttachAnswer accepted(ExecutionId id, Role role, Cursor from) {
    AtomicBoolean begun = new AtomicBoolean();
    system
        .scheduler()
        .scheduleOnce(
            UPGRADE,
            () -> {
              if (!begun.get()) {
                role.left(from, false);
              }
            },
            system.executionContext());
    Source<LogItem, NotUsed> log = logs.follow(id, new Logs.Start.AtOffset(from.readsFrom()));
    Flow<SocketFrame, SocketFrame, NotUsed> session =
        Flow.fromMaterializer(
                (_, _) -> {
                  begun.set(true);
                  sessions.incrementAndGet();
                  return ConsumerStage.of(
                          log, new ConsumerStage.Setup(role, from, nanoTime, goingAway))
                      .watchTermination(
                          (_, over) -> {
                            over.whenComplete((_, _) -> ended());
                            return NotUsed.getInstance();
                          });
                })
            .mapMaterializedValue(_ -> NotUsed.getInstance());
    return new AttachAnswer.Accepted(session);
  }

  private void ended() {
    sessions.decrementAndGet();
    tellWhenGone();
  }
}
