package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One of any number that only read: what it sends never lands, and it keeps no place (I9). */
final class ObserverRole implements Role {
  @Override
  public CompletionStage<List<SocketFrame>> take(SocketFrame frame) {
    return CompletableFuture.completedStage(
        List.of(PlainFrames.error(ErrorCode.READ_ONLY, "this connection may only read")));
  }

  @Override
  public CompletionStage<SeatNews> news() {
    return new CompletableFuture<>();
  }

  @Override
  public void alive() {}

  @Override
  public void acknowledged(Cursor cursor) {}

  @Override
  public void left(Cursor cursor, boolean sawExit) {}
}
