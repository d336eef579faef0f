package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.follow.Cursor;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers a text by the same text; a test says what the news are. */
final class FakeRole implements Role {
  final BlockingQueue<CompletableFuture<SeatNews>> watches = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> signsOfLife = new LinkedBlockingQueue<>();
  final BlockingQueue<Cursor> acknowledged = new LinkedBlockingQueue<>();
  final CompletableFuture<Left> left = new CompletableFuture<>();

  /** How it ended. */
  record Left(Cursor cursor, boolean sawExit) {}

  @Override
  public CompletionStage<List<SocketFrame>> take(SocketFrame frame) {
    return CompletableFuture.completedStage(List.of(frame));
  }

  @Override
  public CompletionStage<SeatNews> news() {
    CompletableFuture<SeatNews> watch = new CompletableFuture<>();
    watches.add(watch);
    return watch;
  }

  @Override
  public void alive() {
    signsOfLife.add(true);
  }

  @Override
  public void acknowledged(Cursor cursor) {
    acknowledged.add(cursor);
  }

  @Override
  public void left(Cursor cursor, boolean sawExit) {
    left.complete(new Left(cursor, sawExit));
  }
}
