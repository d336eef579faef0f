package io.sluice.gateway.attach;

import io.sluice.gateway.attach.AttachHandler.AttachRequest;
import io.sluice.gateway.attach.AttachHandler.Wish;
import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Seats;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.gateway.execution.StateWords;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.Starts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.wire.V1ServerFrame;
import io.sluice.protocol.wire.V1ServerFrame.Attached;
import io.sluice.protocol.wire.V1ServerFrame.StdinWindow;
import java.util.EnumSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides where a consumer begins, as what, and how it is spoken to. */
final class Connections {
  private final Executions executions;
  private final Seats seats;
  private final Inquiries inquiries;
  private final Supplier<String> sessionIds;

  /**
   * What a connection begins with.
   *
   * @param from what the consumer has already
   * @param input as the peer is told at first; null: it is told nothing of input
   */
  record Connection(Role role, Dialect dialect, Cursor from, @Nullable StdinFacts input) {}

  /** Whether there is one. */
  sealed interface Opened {
    /** There is. */
    record Connected(Connection connection) implements Opened {}

    /** Another consumer writes to it. */
    record Busy() implements Opened {}

    /** As the machine says. */
    record Refused(Refusal refusal) implements Opened {}
  }

  Connections(Executions executions, Seats seats, Supplier<String> sessionIds) {
    this.executions = executions;
    this.seats = seats;
    this.inquiries = new Inquiries(executions);
    this.sessionIds = sessionIds;
  }

  CompletionStage<Opened> open(AttachRequest request) {
    return switch (request.wish()) {
      case Wish.ToObserve wish ->
          executions
              .state(request.execution())
              .thenApply(state -> observing(request.execution(), wish, state));
      case Wish.ToControl wish -> control(request, wish);
    };
  }

  private Opened observing(ExecutionId id, Wish.ToObserve wish, State state) {
    if (!(state instanceof State.Known known)) {
      return new Opened.Refused(new Refusal.Absent());
    }
    return switch (wish) {
      case Wish.Observe(var start) -> {
        Role role = new ObserverRole(inquiries, id, ObserverRole.Place.NONE);
        yield observing(
            Starts.forObserver(known, null, start),
            from -> new Connection(role, new PlainDialect(), from, null));
      }
      case Wish.ObserveOffsets(var consumer, _, _)
          when consumer != null && !known.progress().audience().hasRoomFor(consumer) ->
          new Opened.Refused(new Refusal.TooManyConsumers());
      case Wish.ObserveOffsets(var consumer, var start, var channels) -> {
        Role role = new ObserverRole(inquiries, id, place(id, consumer));
        yield observing(
            Starts.forObserver(known, consumer, start),
            from ->
                new Connection(
                    role, new OffsetDialect(observer(id, known, from), channels), from, null));
      }
    };
  }

  private static Opened observing(Starts.Found found, Function<Cursor, Connection> connection) {
    return switch (found) {
      case Starts.Found.There(var from) -> new Opened.Connected(connection.apply(from));
      case Starts.Found.Refused(var refusal) -> new Opened.Refused(refusal);
    };
  }

  private ObserverRole.Place place(ExecutionId id, @Nullable ConsumerId consumer) {
    return consumer == null
        ? ObserverRole.Place.NONE
        : (cursor, sawExit) -> seats.keepPlace(id, consumer, cursor, sawExit);
  }

  private static Attached observer(ExecutionId id, State.Known known, Cursor from) {
    return new Attached(
        id,
        V1ServerFrame.Role.OBSERVER,
        known.progress().audience().generation(),
        from.offset(),
        null,
        StateWords.of(known));
  }

  private CompletionStage<Opened> control(AttachRequest request, Wish.ToControl wish) {
    ExecutionId id = request.execution();
    SessionId session = new SessionId(sessionIds.get());
    Role role = new ControllerRole(seats, inquiries, id, session);
    ConsumerId own = request.principal().consumer();
    return switch (wish) {
      case Wish.Control(boolean preempt) ->
          seats
              .take(id, new Claim(new Seat(session, own), preempt, new StartFrom.OpenPlace()))
              .thenApply(
                  taken ->
                      opened(
                          taken,
                          yours -> new Connection(role, new PlainDialect(), yours.from(), null)));
      case Wish.ControlOffsets(var named, var from, boolean preempt) -> {
        // A place of its own: who cannot name offsets must not lose the one it has.
        ConsumerId consumer = named == null ? new ConsumerId("v1:" + own) : named;
        Claim claim = new Claim(new Seat(session, consumer), preempt, from);
        yield executions
            .state(id)
            .thenCompose(
                state ->
                    seats
                        .take(id, claim)
                        .thenApply(
                            taken -> opened(taken, yours -> controlling(id, role, yours, state))));
      }
    };
  }

  private static Opened opened(Taken taken, Function<Taken.Yours, Connection> connection) {
    return switch (taken) {
      case Taken.Yours yours -> new Opened.Connected(connection.apply(yours));
      case Taken.Busy _ -> new Opened.Busy();
      case Taken.Refused(var refusal) -> new Opened.Refused(refusal);
    };
  }

  private static Connection controlling(ExecutionId id, Role role, Taken.Yours yours, State state) {
    Attached greeting = controller(id, yours, state);
    return new Connection(
        role,
        new OffsetDialect(greeting, EnumSet.allOf(Channel.class)),
        yours.from(),
        yours.stdin());
  }

  private static Attached controller(ExecutionId id, Taken.Yours yours, State state) {
    StdinFacts stdin = yours.stdin();
    return new Attached(
        id,
        V1ServerFrame.Role.CONTROLLER,
        yours.generation(),
        yours.from().offset(),
        new StdinWindow(stdin.received(), stdin.creditUpTo()),
        StateWords.of(state));
  }
}
