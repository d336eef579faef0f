package io.sluice.gateway.attach;

import io.sluice.gateway.execution.ExitCodes;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.CloseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Entries of a log as frames of the contract without a subprotocol. */
final class PlainFrames {
  /** What goes out. */
  sealed interface Out {
    /** Frames among others. */
    record Frames(List<SocketFrame> frames) implements Out {
      /** Copies the list. */
      public Frames {
        frames = List.copyOf(frames);
      }
    }

    /** The last of the session: nothing follows them (O1). */
    record Last(List<SocketFrame> frames) implements Out {
      /** Copies the list. */
      public Last {
        frames = List.copyOf(frames);
      }
    }
  }

  private PlainFrames() {}

  static Out of(Entry entry, Offset from) {
    return switch (entry.event()) {
      case Event.OutputAppended output -> new Out.Frames(output(output, from));
      case Event.Ended ended -> new Out.Last(end(ended.outcome()));
      case Event.Accepted _,
          Event.Placed _,
          Event.Started _,
          Event.ChannelEnded _,
          Event.ProcessExited _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Resized _ ->
          new Out.Frames(List.of());
    };
  }

  private static List<SocketFrame> output(Event.OutputAppended event, Offset from) {
    Payload payload = event.payload();
    long before = from.bytes() - event.offset().bytes();
    int start = Math.clamp(before, 0, payload.size());
    List<SocketFrame> frames = new ArrayList<>();
    while (start < payload.size()) {
      int end = Math.min(payload.size(), start + AttachFrames.MAX_OUTPUT_BYTES);
      Payload frame = AttachFrames.output(event.channel(), payload.slice(start, end));
      frames.add(new SocketFrame.Binary(frame, true));
      start = end;
    }
    return frames;
  }

  private static List<SocketFrame> end(Outcome outcome) {
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
