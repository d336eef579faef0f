package io.sluice.gateway.attach;

import io.sluice.gateway.audit.Visit;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.follow.Cursor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells of real use: input, and output that was taken. Being connected, pings, resizes and frames
 * without a byte are none (C20). And has the trail say what was read and done (T3).
 */
final class WatchedRole implements Role {
  private final Role role;
  private final Runnable used;
  private final Visit visit;
  private Cursor taken;

  WatchedRole(Role role, Cursor from, Runnable used, Visit visit) {
    this.role = role;
    this.taken = from;
    this.used = used;
    this.visit = visit;
    visit.from(from.offset());
  }

  @Override
  public CompletionStage<Reply> take(Request request) {
    if (isInput(request)) {
      used.run();
    }
    return noted(request).thenCompose(_ -> role.take(request));
  }

  private CompletionStage<?> noted(Request request) {
    return switch (request) {
      case Request.Write(_, var bytes) -> visit.typed(bytes);
      case Request.SendSignal(var signal) -> visit.acts(AccessEvent.Act.SIGNAL, signal.name());
      case Request.EndStdin _, Request.Resize _, Request.Flush _ ->
          CompletableFuture.completedStage(request);
    };
  }

  private static boolean isInput(Request request) {
    return switch (request) {
      case Request.Write(_, var bytes) -> bytes.size() > 0;
      case Request.EndStdin _ -> true;
      case Request.Resize _, Request.SendSignal _, Request.Flush _ -> false;
    };
  }

  @Override
  public CompletionStage<SeatNews> news() {
    return role.news();
  }

  @Override
  public CompletionStage<StdinNews> input(StdinFacts known) {
    return role.input(known);
  }

  @Override
  public CompletionStage<Boolean> hasEnded() {
    return role.hasEnded();
  }

  @Override
  public void alive() {
    role.alive();
  }

  @Override
  public void acknowledged(Cursor cursor) {
    reached(cursor);
    role.acknowledged(cursor);
  }

  @Override
  public void left(Cursor cursor, boolean sawExit) {
    reached(cursor);
    role.left(cursor, sawExit);
    visit.close();
  }

  private void reached(Cursor cursor) {
    if (!cursor.equals(taken)) {
      taken = cursor;
      visit.reached(cursor.offset());
      used.run();
    }
  }
}
