package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.protocol.follow.Cursor;
import java.util.concurrent.CompletionStage;

/** What a consumer may do to the execution that it reads. */
interface Role {
  /** Carries out what the peer asks. */
  CompletionStage<Reply> take(Request request);

  /** What happens to its control; of an observer nothing ever does. */
  CompletionStage<SeatNews> news();

  /** How its input goes on; of an observer it never does. */
  CompletionStage<StdinNews> input(StdinFacts known);

  /** Whether what it reads is complete. */
  CompletionStage<Boolean> hasEnded();

  /** The peer gave a sign of life after a challenge. */
  void alive();

  /** The peer came so far. */
  void acknowledged(Cursor cursor);

  /** The connection is over; once, and last. */
  void left(Cursor cursor, boolean sawExit);
}
