package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.ChannelEnd;
import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Delivery.Input;
import org.jspecify.annotations.Nullable;

/** What of a log concerns those that read it. */
final class Readings {
  private Readings() {}

  /** Null for what is not theirs to read. */
  static @Nullable Input of(Event event) {
    return switch (event) {
      case Event.OutputAppended o ->
          new Input.Output(
              new Chunk(o.channel(), o.offset(), o.channelBytes(), o.timeMicros(), o.payload()));
      case Event.ChannelEnded e ->
          new Input.ChannelEnded(new ChannelEnd(e.channel(), e.offset(), e.bytes(), e.ending()));
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
