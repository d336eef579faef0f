package io.sluice.gateway.attach;

import io.sluice.gateway.execution.ExitCodes;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.AttachFrames.ClientFrame;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.WireFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The contract without a subprotocol: pings are the marks, pongs the acknowledgements. */
final class PlainDialect implements Dialect {
  private static final Contract CONTRACT = new Contract.Plain(1024 * 1024);

  @Override
  public Contract contract() {
    return CONTRACT;
  }

  @Override
  public List<SocketFrame> greeting() {
    return List.of(new SocketFrame.Ping(Payload.EMPTY));
  }

  @Override
  public Heard hear(SocketFrame frame) {
    return switch (frame) {
      case SocketFrame.Pong(var payload) -> echoed(payload);
      case SocketFrame.Binary(var bytes, _) -> new Heard.Asked(new Request.Write(null, bytes));
      case SocketFrame.Text(var text) -> text(text);
      case SocketFrame.Ping _, SocketFrame.Close _ -> new Heard.Nothing();
    };
  }

  private static Heard echoed(Payload payload) {
    return payload.size() == Long.BYTES
        ? new Heard.OfDelivery(
            new Input.MarkEchoed(ByteBuffer.wrap(payload.toByteArray()).getLong()))
        : new Heard.Nothing();
  }

  private static Heard text(String text) {
    ClientFrame frame;
    try {
      frame = AttachFrames.parse(text);
    } catch (WireFault fault) {
      return new Heard.Wrong(fault);
    }
    return new Heard.Asked(
        switch (frame) {
          case ClientFrame.StdinEof _ -> new Request.EndStdin(null);
          case ClientFrame.Resize(var size) -> new Request.Resize(size);
          case ClientFrame.SendSignal(var signal) -> new Request.SendSignal(signal);
        });
  }

  @Override
  public @Nullable SocketFrame of(Action.Telling action) {
    return switch (action) {
      case Action.SendChunk(var chunk) ->
          new SocketFrame.Binary(AttachFrames.output(chunk.channel(), chunk.payload()), true);
      case Action.SendGap(var gap) -> gap(gap);
      case Action.SendMark(long id, _) ->
          new SocketFrame.Ping(Payload.owning(ByteBuffer.allocate(Long.BYTES).putLong(id).array()));
      case Action.SendChannelEnd _, Action.SendPosition _, Action.Refuse _ -> null;
    };
  }

  private static SocketFrame gap(Gap gap) {
    return error(
        ErrorCode.OUTPUT_GAP,
        "output was removed from the log: "
            + gap.channel().name().toLowerCase(Locale.ROOT)
            + " within ["
            + gap.range().from()
            + ", "
            + gap.range().to()
            + ")");
  }

  @Override
  public List<SocketFrame> end(Event.Ended end) {
    Outcome outcome = end.outcome();
    List<SocketFrame> frames = new ArrayList<>();
    if (!outcome.complete()) {
      frames.add(error(ErrorCode.OUTPUT_INCOMPLETE, "output is missing before the exit"));
    }
    frames.add(
        new SocketFrame.Text(
            AttachFrames.exit(
                new AttachFrames.Exit(
                    ExitCodes.code(outcome.status()),
                    ExitCodes.signal(outcome.status()),
                    outcome.reason().name().toLowerCase(Locale.ROOT),
                    outcome.complete() ? null : true,
                    outcome.truncated() ? true : null))));
    return frames;
  }

  @Override
  public SocketFrame lost(SeatNews.Lost news) {
    return error(ErrorCode.SUPERSEDED, "another consumer took control");
  }

  /** It has no frames for that; the answer to the write itself waits. */
  @Override
  public List<SocketFrame> input(StdinFacts before, StdinFacts now) {
    return List.of();
  }

  @Override
  public List<SocketFrame> reply(Reply reply) {
    return switch (reply) {
      case Reply.Failed(var code, var message) -> List.of(error(code, message));
      case Reply.Done _, Reply.Flushed _ -> List.of();
    };
  }

  @Override
  public SocketFrame wrong(WireFault fault) {
    return new SocketFrame.Text(AttachFrames.error(fault));
  }

  private static SocketFrame error(ErrorCode code, String message) {
    return new SocketFrame.Text(AttachFrames.error(code, message));
  }
}
