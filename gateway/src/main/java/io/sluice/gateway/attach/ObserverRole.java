package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One of any number that only read: what it sends never lands (I9). */
record ObserverRole(Inquiries inquiries, ExecutionId id, Place place) implements Role {
  /** Where it is noted how far the consumer came. */
  interface Place {
    /** Nowhere: it says itself where it goes on. */
    Place NONE = (_, _) -> {};

    /**
     * It came so far.
     *
     * @param sawExit whether nothing is owed to it any more
     */
    void keep(Cursor cursor, boolean sawExit);
  }

  @Override
  public CompletionStage<Reply> take(Request request) {
    return request instanceof Request.Flush(var flush)
        ? inquiries.flush(id, flush)
        : CompletableFuture.completedStage(
            new Reply.Failed(ErrorCode.READ_ONLY, "this connection may only read"));
  }

  @Override
  public CompletionStage<SeatNews> news() {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<StdinNews> input(StdinFacts known) {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<Boolean> hasEnded() {
    return inquiries.hasEnded(id);
  }

  @Override
  public void alive() {}

  @Override
  public void acknowledged(Cursor cursor) {
    place.keep(cursor, false);
  }

  @Override
  public void left(Cursor cursor, boolean sawExit) {
    place.keep(cursor, sawExit);
  }
}
