package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.ChannelEnd;
import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Delivery.Input;
import org.jspecify.annotations.Nullable;

/** What of a log concerns those that read it. */
final class LogInputs {
  private LogInputs() {}

  /** Null for what is not theirs to read. */
  static @Nullable Input of(LogItem item) {
    return switch (item) {
      case LogItem.Journaled(Entry entry) -> of(entry.event());
      case LogItem.Missing(var gaps, _) -> new Input.Missing(gaps);
    };
  }

  private static @Nullable Input of(Event event) {
    return switch (event) {
      case Event.OutputAppended output ->
          new Input.Output(
              new Chunk(
                  output.channel(),
                  output.offset(),
                  output.channelBytes(),
                  output.timeMicros(),
                  output.payload()));
      case Event.ChannelEnded end ->
          new Input.ChannelEnded(
              new ChannelEnd(end.channel(), end.offset(), end.bytes(), end.ending()));
      case Event.Ended ended -> new Input.LogEnded(ended.offset());
      case Event.Accepted _,
          Event.Placed _,
          Event.Started _,
          Event.ProcessExited _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Resized _,
          Event.OfAudience _ ->
          null;
    };
  }
}
