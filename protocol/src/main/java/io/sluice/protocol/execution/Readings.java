package io.sluice.protocol.execution;

import io.sluice.protocol.follow.ChannelEnd;
import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Delivery.Input;
import org.jspecify.annotations.Nullable;

/** Journaled events as those who are given the log take them. */
public final class Readings {
  private Readings() {}

  /** Null for what is not theirs to read. */
  public static @Nullable Input of(Event event) {
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
          Event.OutputCut _,
          Event.ProcessExited _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Resized _,
          Event.OfAudience _,
          Event.Anchored _ ->
          null;
    };
  }
}
