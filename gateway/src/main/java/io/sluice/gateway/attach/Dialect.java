package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one contract says things. */
interface Dialect {
  Contract contract();

  /** The first frames. */
  List<SocketFrame> greeting();

  Heard hear(SocketFrame frame);

  /** What is sent for it; null: this contract has no frame for it. */
  @Nullable SocketFrame of(Action.Telling action);

  /** The exit, and what it says of the output before it. */
  List<SocketFrame> end(Event.Ended end);

  /** Control is gone. */
  SocketFrame lost(SeatNews.Lost news);

  /** How input went on. */
  List<SocketFrame> input(StdinFacts before, StdinFacts now);

  /** None for what needs no word. */
  List<SocketFrame> reply(Reply reply);

  /** The peer's mistake. */
  SocketFrame wrong(WireFault fault);
}
