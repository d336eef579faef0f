package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Attachments;
import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
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

/** Opens sessions on executions: any number that read, one that writes. */
public final class AttachService implements AttachHandler {
  /** A place that was taken for an upgrade that never came is free again after this. */
  private static final Duration UPGRADE = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final Executions executions;
  private final Attachments attachments;
  private final Logs logs;
  private final Supplier<String> sessionIds;
  private final LongSupplier nanoTime;
  private final AtomicInteger sessions = new AtomicInteger();
  private final CompletableFuture<Done> gone = new CompletableFuture<>();
  private final CompletableFuture<Done> goingAway = new CompletableFuture<>();

  /** The executions as their sides. */
  public record Sides(Executions executions, Attachments attachments, Logs logs) {}

  public AttachService(
      ActorSystem<?> system, Sides sides, Supplier<String> sessionIds, LongSupplier nanoTime) {
    this.system = system;
    this.executions = sides.executions();
    this.attachments = sides.attachments();
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
    if (request.readOnly()) {
      return executions
          .state(id)
          .thenApply(
              state -> state instanceof State.Absent ? absent() : accepted(request, () -> {}));
    }
    String session = sessionIds.get();
    return attachments
        .takeControl(id, session)
        .thenApply(
            taken ->
                switch (taken) {
                  case ABSENT -> absent();
                  case BUSY -> new AttachAnswer.Busy();
                  case YOURS -> accepted(request, () -> attachments.leave(id, session));
                });
  }

  private static AttachAnswer absent() {
    return new AttachAnswer.Refused(new Refusal.Absent());
  }

  private AttachAnswer accepted(AttachRequest request, Runnable left) {
    AtomicBoolean begun = new AtomicBoolean();
    system
        .scheduler()
        .scheduleOnce(
            UPGRADE,
            () -> {
              if (!begun.get()) {
                left.run();
              }
            },
            system.executionContext());
    Flow<SocketFrame, SocketFrame, NotUsed> session =
        Flow.fromMaterializer(
                (materializer, _) -> {
                  begun.set(true);
                  sessions.incrementAndGet();
                  return session(request).flow(materializer, () -> ended(left));
                })
            .mapMaterializedValue(_ -> NotUsed.getInstance());
    return new AttachAnswer.Accepted(session);
  }

  private void ended(Runnable left) {
    sessions.decrementAndGet();
    tellWhenGone();
    left.run();
  }

  private AttachSession session(AttachRequest request) {
    return new AttachSession(
        logs.follow(request.execution(), new Logs.Start.AtOffset(request.from())),
        request.from(),
        new ClientInput(executions, attachments, request.execution(), request.readOnly()),
        new Liveness(nanoTime),
        goingAway);
  }
}
