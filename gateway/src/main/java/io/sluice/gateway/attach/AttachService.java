package io.sluice.gateway.attach;

import io.sluice.gateway.attach.Connections.Connection;
import io.sluice.gateway.attach.Connections.Opened;
import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Seats;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;

/** Opens sessions on executions: any number that read, one that writes. */
public final class AttachService implements AttachHandler {
  /** A place that was taken for an upgrade that never came is free again after this. */
  private static final Duration UPGRADE = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final Connections connections;
  private final Logs logs;
  private final LongSupplier nanoTime;
  private final Consumer<ExecutionId> used;
  private final CompletableFuture<Done> gone = new CompletableFuture<>();

  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

  private volatile boolean goesAway;

  /** A future for all of them would keep every one that there was. */
  private final class Session implements ConsumerStage.Session {
    private final CompletableFuture<Done> goingAway = new CompletableFuture<>();
    private final Cancellable abandoned;

    Session(Connection connection) {
      this.abandoned =
          system
              .scheduler()
              .scheduleOnce(
                  UPGRADE,
                  () -> connection.role().left(connection.from(), false),
                  system.executionContext());
    }

    @Override
    public CompletionStage<Done> began() {
      abandoned.cancel();
      sessions.add(this);
      if (goesAway) {
        goAway();
      }
      return goingAway;
    }

    void goAway() {
      goingAway.complete(Done.getInstance());
    }

    @Override
    public void ended() {
      sessions.remove(this);
      tellWhenGone();
    }
  }

  /** The executions as their sides. */
  public record Sides(Executions executions, Seats seats, Logs logs) {}

  /**
   * @param used told now and then of executions that a consumer really uses
   */
  public AttachService(
      ActorSystem<?> system,
      Sides sides,
      Supplier<String> sessionIds,
      LongSupplier nanoTime,
      Consumer<ExecutionId> used) {
    this.system = system;
    this.used = used;
    this.connections = new Connections(sides.executions(), sides.seats(), sessionIds);
    this.logs = sides.logs();
    this.nanoTime = nanoTime;
  }

  /** Closes every session, now and later, with 1001. */
  public void goAway() {
    goesAway = true;
    sessions.forEach(Session::goAway);
  }

  /** Blocks until every session ended after {@link #goAway}, or the time is over. */
  public void awaitGone(Duration within) {
    tellWhenGone();
    gone.completeOnTimeout(Done.getInstance(), within.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private void tellWhenGone() {
    if (goesAway && sessions.isEmpty()) {
      gone.complete(Done.getInstance());
    }
  }

  @Override
  public CompletionStage<AttachAnswer> attach(AttachRequest request) {
    return connections
        .open(request)
        .thenApply(
            opened ->
                switch (opened) {
                  case Opened.Connected(var connection) ->
                      accepted(request.execution(), watched(request, connection));
                  case Opened.Busy _ -> new AttachAnswer.Busy();
                  case Opened.Refused(var refusal) -> new AttachAnswer.Refused(refusal);
                });
  }

  private Connection watched(AttachRequest request, Connection connection) {
    Runnable use = () -> used.accept(request.execution());
    Role role = new WatchedRole(connection.role(), connection.from(), use, request.visit());
    return new Connection(role, connection.dialect(), connection.from(), connection.input());
  }

  private AttachAnswer accepted(ExecutionId id, Connection connection) {
    Session session = new Session(connection);
    Source<LogItem, NotUsed> log =
        logs.follow(id, new Logs.Start.AtOffset(connection.from().readsFrom()));
    return new AttachAnswer.Accepted(
        ConsumerStage.of(log, new ConsumerStage.Setup(connection, nanoTime, session)));
  }
}
