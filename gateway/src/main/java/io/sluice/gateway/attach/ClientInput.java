package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Attachments;
import io.sluice.gateway.execution.Attachments.StdinAnswer;
import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.AttachFrames.ClientFrame;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What one client sends: carried out in order, refused by an error frame that ends nothing. */
final class ClientInput {
  private static final List<SocketFrame> NOTHING = List.of();

  private final Executions executions;
  private final Attachments attachments;
  private final ExecutionId id;
  private final boolean readOnly;

  ClientInput(Executions executions, Attachments attachments, ExecutionId id, boolean readOnly) {
    this.executions = executions;
    this.attachments = attachments;
    this.id = id;
    this.readOnly = readOnly;
  }

  /** Frames that answer it. */
  CompletionStage<List<SocketFrame>> take(SocketFrame frame) {
    return switch (frame) {
      case SocketFrame.Binary(var bytes, _) -> stdin(bytes);
      case SocketFrame.Text(var text) -> text(text);
      case SocketFrame.Ping _, SocketFrame.Pong _, SocketFrame.Close _ -> done(NOTHING);
    };
  }

  private CompletionStage<List<SocketFrame>> stdin(Payload bytes) {
    if (readOnly) {
      return refused(ErrorCode.READ_ONLY, "this connection may only read");
    }
    return attachments.write(id, bytes).thenApply(ClientInput::answer);
  }

  private static List<SocketFrame> answer(StdinAnswer answer) {
    return switch (answer) {
      case TAKEN -> NOTHING;
      case CLOSED ->
          List.of(PlainFrames.error(ErrorCode.STDIN_CLOSED, "input is not taken any more"));
    };
  }

  private CompletionStage<List<SocketFrame>> text(String text) {
    ClientFrame frame;
    try {
      frame = AttachFrames.parse(text);
    } catch (WireFault fault) {
      return done(List.of(new SocketFrame.Text(AttachFrames.error(fault))));
    }
    if (readOnly) {
      return refused(ErrorCode.READ_ONLY, "this connection may only read");
    }
    return switch (frame) {
      case ClientFrame.StdinEof _ -> attachments.endStdin(id).thenApply(ClientInput::answer);
      case ClientFrame.Resize(var size) -> control(new Control.Resize(size));
      case ClientFrame.SendSignal(var signal) -> control(new Control.SendSignal(signal));
    };
  }

  private CompletionStage<List<SocketFrame>> control(Control control) {
    return executions
        .control(id, control)
        .thenApply(
            answer ->
                switch (answer) {
                  case ControlAnswer.Done _ -> NOTHING;
                  case ControlAnswer.Refused(Refusal.NotATerminal _) ->
                      List.of(PlainFrames.error(ErrorCode.INVALID_ARGUMENT, "it has no terminal"));
                  case ControlAnswer.Refused _ ->
                      List.of(
                          PlainFrames.error(
                              ErrorCode.INVALID_STATE, "not possible in its present state"));
                });
  }

  private static CompletionStage<List<SocketFrame>> refused(ErrorCode code, String message) {
    return done(List.of(PlainFrames.error(code, message)));
  }

  private static CompletionStage<List<SocketFrame>> done(List<SocketFrame> frames) {
    return CompletableFuture.completedStage(frames);
  }
}
