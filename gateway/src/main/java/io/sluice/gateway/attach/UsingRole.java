package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.protocol.follow.Cursor;
import java.util.concurrent.CompletionStage;

/**
 * Tells of real use: input, and output that was taken. Being connected, pings, resizes and frames
 * without a byte are none (C20).
 */
final class UsingRole implements Role {
  private final Role role;
  private final Runnable used;
  private Cursor taken;

  UsingRole(Role role, Cursor from, Runnable used) {
    this.role = role;
    this.taken = from;
    this.used = used;
  }

  @Override
  public CompletionStage<Reply> take(Request request) {
    if (isInput(request)) {
      used.run();
    }
    return role.take(request);
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
  }

  private void reached(Cursor cursor) {
    if (!cursor.equals(taken)) {
      taken = cursor;
      used.run();
    }
  }
}
