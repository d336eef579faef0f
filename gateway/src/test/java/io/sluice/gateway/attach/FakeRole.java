package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** Refuses what is asked by a marker; a test says what the news are. */
final class FakeRole implements Role {
  static final String MARKER = "marker";

  final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<CompletableFuture<StdinNews>> inputs = new LinkedBlockingQueue<>();
  final BlockingQueue<CompletableFuture<SeatNews>> watches = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> signsOfLife = new LinkedBlockingQueue<>();
  final BlockingQueue<Cursor> acknowledged = new LinkedBlockingQueue<>();
  final CompletableFuture<Left> left = new CompletableFuture<>();

  /** Whether a flush is never answered. */
  volatile boolean holdsFlushes;

  /** Whether the log is complete. */
  boolean hasEnded = true;

  /** How it ended. */
  record Left(Cursor cursor, boolean sawExit) {}

  @Override
  public CompletionStage<Reply> take(Request request) {
    requests.add(request);
    if (holdsFlushes && request instanceof Request.Flush) {
      return new CompletableFuture<>();
    }
    return CompletableFuture.completedStage(new Reply.Failed(ErrorCode.INVALID_STATE, MARKER));
  }

  @Override
  public CompletionStage<StdinNews> input(StdinFacts known) {
    CompletableFuture<StdinNews> watch = new CompletableFuture<>();
    inputs.add(watch);
    return watch;
  }

  @Override
  public CompletionStage<SeatNews> news() {
    CompletableFuture<SeatNews> watch = new CompletableFuture<>();
    watches.add(watch);
    return watch;
  }

  @Override
  public CompletionStage<Boolean> hasEnded() {
    return CompletableFuture.completedStage(hasEnded);
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
