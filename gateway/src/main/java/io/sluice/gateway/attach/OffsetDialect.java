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
import io.sluice.protocol.follow.Delivery.Violation;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import io.sluice.protocol.wire.V1ServerFrame;
import io.sluice.protocol.wire.V1ServerFrame.Failed;
import io.sluice.protocol.wire.WireFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subprotocol {@code sluice.v1}: every byte has an offset, which the consumer acknowledges. */
final class OffsetDialect implements Dialect {
  private static final long WINDOW_BYTES = 1024 * 1024;

  private final V1ServerFrame.Attached attached;
  private final Contract contract;

  OffsetDialect(V1ServerFrame.Attached attached, Set<Channel> channels) {
    this.attached = attached;
    this.contract = new Contract.Offsets(WINDOW_BYTES, channels);
  }

  @Override
  public Contract contract() {
    return contract;
  }

  @Override
  public List<SocketFrame> greeting() {
    return List.of(frame(attached), new SocketFrame.Ping(Payload.EMPTY));
  }

  @Override
  public Heard hear(SocketFrame frame) {
    return switch (frame) {
      case SocketFrame.Text(var text) -> heard(new V1Message.Text(text));
      case SocketFrame.Binary(var bytes, _) -> heard(new V1Message.Binary(bytes));
      case SocketFrame.Ping _, SocketFrame.Pong _, SocketFrame.Close _ -> new Heard.Nothing();
    };
  }

  private static Heard heard(V1Message message) {
    try {
      return heard(V1Frames.decodeClient(message));
    } catch (WireFault fault) {
      return new Heard.Wrong(fault);
    }
  }

  private static Heard heard(V1ClientFrame frame) {
    return switch (frame) {
      case V1ClientFrame.Acknowledge(var offset) ->
          new Heard.OfDelivery(new Input.Acknowledged(offset));
      case V1ClientFrame.Credit(long bytes) -> new Heard.OfDelivery(new Input.CreditRaised(bytes));
      case V1ClientFrame.Stdin(var at, var bytes) -> new Heard.Asked(new Request.Write(at, bytes));
      case V1ClientFrame.EndStdin(var at) -> new Heard.Asked(new Request.EndStdin(at));
      case V1ClientFrame.Resize(var size) -> new Heard.Asked(new Request.Resize(size));
      case V1ClientFrame.SendSignal(var signal) -> new Heard.Asked(new Request.SendSignal(signal));
      case V1ClientFrame.Flush(var id) -> new Heard.Asked(new Request.Flush(id));
    };
  }

  @Override
  public @Nullable SocketFrame of(Action.Telling action) {
    return switch (action) {
      case Action.SendChunk(var chunk) ->
          frame(
              new V1ServerFrame.Output(
                  chunk.channel(), chunk.offset(), chunk.timeMicros(), chunk.payload()));
      case Action.SendChannelEnd(var end) ->
          frame(new V1ServerFrame.ChannelEnded(end.channel(), end.bytes(), end.offset()));
      case Action.SendGap(var gap) ->
          frame(new V1ServerFrame.Gap(gap.channel(), gap.range(), word(gap.reason())));
      case Action.SendPosition(var offset) -> frame(new V1ServerFrame.Position(offset));
      case Action.Refuse(var violation) ->
          frame(new Failed(ErrorCode.INVALID_ARGUMENT.text(), words(violation)));
      case Action.SendMark _ -> null;
    };
  }

  private static String words(Violation violation) {
    return switch (violation) {
      case Violation.Backwards(var acknowledged, var given) ->
          "acknowledged is " + acknowledged + " already, not " + given;
      case Violation.Beyond(var sent, var given) -> given + " was not sent, only " + sent;
    };
  }

  @Override
  public List<SocketFrame> end(Event.Ended end) {
    Outcome outcome = end.outcome();
    Digest head = end.head();
    return List.of(
        frame(
            new V1ServerFrame.Exit(
                ExitCodes.code(outcome.status()),
                ExitCodes.signal(outcome.status()),
                word(outcome.reason()),
                end.offset(),
                new V1ServerFrame.Totals(end.stdoutBytes(), end.stderrBytes()),
                !outcome.complete(),
                outcome.truncated(),
                head == null ? null : head.hex())));
  }

  @Override
  public SocketFrame lost(SeatNews.Lost news) {
    ConsumerId by = news.to();
    return frame(new V1ServerFrame.Preempted(news.generation(), by == null ? null : by.value()));
  }

  @Override
  public List<SocketFrame> input(StdinFacts before, StdinFacts now) {
    List<SocketFrame> frames = new ArrayList<>();
    if (before.applied().isBefore(now.applied())) {
      frames.add(frame(new V1ServerFrame.StdinAcknowledged(now.applied())));
    }
    if (before.creditUpTo().isBefore(now.creditUpTo())) {
      frames.add(frame(new V1ServerFrame.StdinCredit(now.creditUpTo())));
    }
    if (now.closed() && !before.closed()) {
      frames.add(frame(new Failed(ErrorCode.STDIN_CLOSED.text(), "input is not taken any more")));
    }
    return frames;
  }

  @Override
  public List<SocketFrame> reply(Reply reply) {
    return switch (reply) {
      case Reply.Done _ -> List.of();
      case Reply.Failed(var code, var message) -> List.of(frame(new Failed(code.text(), message)));
      case Reply.Flushed(var id, var offset) ->
          List.of(frame(new V1ServerFrame.Flushed(id, offset)));
    };
  }

  @Override
  public SocketFrame wrong(WireFault fault) {
    return frame(new Failed(fault.code().text(), fault.text()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static SocketFrame frame(V1ServerFrame frame) {
    return switch (V1Frames.encode(frame)) {
      case V1Message.Text(var json) -> new SocketFrame.Text(json);
      case V1Message.Binary(var bytes) -> new SocketFrame.Binary(bytes, true);
    };
  }
}
