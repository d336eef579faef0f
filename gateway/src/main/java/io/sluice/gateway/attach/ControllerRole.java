package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.gateway.execution.Seats;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.AttachFrames.ClientFrame;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The one that writes: carried out in order, refused by an error frame that ends nothing. */
record ControllerRole(Seats seats, ExecutionId id, SessionId session) implements Role {
  private static final List<SocketFrame> NOTHING = List.of();

  @Override
  public CompletionStage<List<SocketFrame>> take(SocketFrame frame) {
    return switch (frame) {
      case SocketFrame.Binary(Payload bytes, _) ->
          seats.write(id, session, bytes).thenApply(ControllerRole::answer);
      case SocketFrame.Text(var text) -> text(text);
      case SocketFrame.Ping _, SocketFrame.Pong _, SocketFrame.Close _ ->
          CompletableFuture.completedStage(NOTHING);
    };
  }

  private CompletionStage<List<SocketFrame>> text(String text) {
    ClientFrame frame;
    try {
      frame = AttachFrames.parse(text);
    } catch (WireFault fault) {
      return CompletableFuture.completedStage(
          List.of(new SocketFrame.Text(AttachFrames.error(fault))));
    }
    return switch (frame) {
      case ClientFrame.StdinEof _ -> seats.endStdin(id, session).thenApply(ControllerRole::answer);
      case ClientFrame.Resize(var size) -> control(new Control.Resize(size));
      case ClientFrame.SendSignal(var signal) -> control(new Control.SendSignal(signal));
    };
  }

  private static List<SocketFrame> answer(StdinAnswer answer) {
    return switch (answer) {
      case StdinAnswer.Taken _ -> NOTHING;
      case StdinAnswer.Closed _ ->
          List.of(PlainFrames.error(ErrorCode.STDIN_CLOSED, "input is not taken any more"));
      case StdinAnswer.Superseded _ -> List.of(superseded());
      case StdinAnswer.Gap _, StdinAnswer.OverCredit _, StdinAnswer.EndedElsewhere _ ->
          throw new IllegalStateException("input without an offset was refused by its offset");
    };
  }

  private CompletionStage<List<SocketFrame>> control(Control control) {
    return seats.control(id, session, control).thenApply(ControllerRole::answer);
  }

  private static List<SocketFrame> answer(ControlAnswer answer) {
    return switch (answer) {
      case ControlAnswer.Done _ -> NOTHING;
      case ControlAnswer.Refused(Refusal.NotInControl _) -> List.of(superseded());
      case ControlAnswer.Refused(Refusal.NotATerminal _) ->
          List.of(PlainFrames.error(ErrorCode.INVALID_ARGUMENT, "it has no terminal"));
      case ControlAnswer.Refused _ ->
          List.of(PlainFrames.error(ErrorCode.INVALID_STATE, "not possible in its present state"));
    };
  }

  private static SocketFrame superseded() {
    return PlainFrames.error(ErrorCode.SUPERSEDED, "another consumer has control");
  }

  @Override
  public CompletionStage<SeatNews> news() {
    return seats.watch(id, session);
  }

  @Override
  public void alive() {
    seats.alive(id, session);
  }

  @Override
  public void acknowledged(Cursor cursor) {
    seats.acknowledge(id, session, cursor);
  }

  @Override
  public void left(Cursor cursor, boolean sawExit) {
    seats.leave(id, session, cursor, sawExit);
  }
}
