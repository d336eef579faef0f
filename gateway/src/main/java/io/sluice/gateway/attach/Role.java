package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.follow.Cursor;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a consumer may do to the execution that it reads. */
interface Role {
  /** Carries out a text or binary frame of the peer; the frames that answer it. */
  CompletionStage<List<SocketFrame>> take(SocketFrame frame);

  /** What happens to its control; of an observer nothing ever does. */
  CompletionStage<SeatNews> news();

  /** The peer gave a sign of life after a challenge. */
  void alive();

  /** The peer came so far. */
  void acknowledged(Cursor cursor);

  /** The connection is over; once, and last. */
  void left(Cursor cursor, boolean sawExit);
}
