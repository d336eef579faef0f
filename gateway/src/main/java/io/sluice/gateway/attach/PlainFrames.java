package io.sluice.gateway.attach;

import io.sluice.gateway.execution.ExitCodes;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.CloseCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The frames of the contract without a subprotocol. */
final class PlainFrames {
  private PlainFrames() {}

  static SocketFrame output(Chunk chunk) {
    return new SocketFrame.Binary(AttachFrames.output(chunk.channel(), chunk.payload()), true);
  }

  /** The contract has no frame of its own for it. */
  static SocketFrame gap(Gap gap) {
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

  /** A ping whose echo acknowledges what was sent before it. */
  static SocketFrame mark(long id) {
    return new SocketFrame.Ping(
        Payload.owning(ByteBuffer.allocate(Long.BYTES).putLong(id).array()));
  }

  /** The mark that a pong echoes; null: it echoes none. */
  static @Nullable Long echoed(SocketFrame.Pong pong) {
    return pong.payload().size() == Long.BYTES
        ? ByteBuffer.wrap(pong.payload().toByteArray()).getLong()
        : null;
  }

  /** The exit, what it says of the output before it, and the close. */
  static List<SocketFrame> end(Outcome outcome) {
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
                    outcome.complete() ? null : true))));
    frames.add(close(CloseCode.DONE, ""));
    return frames;
  }

  static SocketFrame error(ErrorCode code, String message) {
    return new SocketFrame.Text(AttachFrames.error(code, message));
  }

  static SocketFrame close(CloseCode code, String reason) {
    return new SocketFrame.Close(code.number(), reason);
  }
}
