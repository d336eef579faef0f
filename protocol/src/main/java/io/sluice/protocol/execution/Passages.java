package io.sluice.protocol.execution;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Follower;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;

/** Journaled events as those who follow the log see them. */
public final class Passages {
  private Passages() {}

  /** What the event says of where it stands. */
  public static Follower.Entry of(long number, Event event) {
    return switch (event) {
      case Event.OutputAppended output -> new Follower.Entry(number, start(output), end(output));
      case Event.ChannelEnded ended ->
          at(
              number,
              new Cursor(
                  ended.offset(), ended.bytesOf(Channel.STDOUT), ended.bytesOf(Channel.STDERR)));
      case Event.Ended ended ->
          at(number, new Cursor(ended.offset(), ended.stdoutBytes(), ended.stderrBytes()));
      // It may come long after what it removed, so it says nothing of what follows it.
      case Event.Trimmed trimmed -> new Follower.Entry(number, trimmed.upTo(), null);
      case Event.Accepted _,
          Event.Placed _,
          Event.Started _,
          Event.OutputCut _,
          Event.ProcessExited _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Resized _,
          Event.ControlTaken _,
          Event.Acknowledged _,
          Event.ControlLeft _,
          Event.PlaceClosed _,
          Event.Anchored _ ->
          new Follower.Entry(number, null, null);
    };
  }

  private static Follower.Entry at(long number, Cursor place) {
    return new Follower.Entry(number, place, place);
  }

  /** What of the log comes before the output. */
  public static Cursor start(Event.OutputAppended output) {
    long other = output.offset().bytes() - output.channelBytes();
    return switch (output.channel()) {
      case STDOUT -> new Cursor(output.offset(), output.channelBytes(), other);
      case STDERR -> new Cursor(output.offset(), other, output.channelBytes());
    };
  }

  private static Cursor end(Event.OutputAppended output) {
    return new Cursor(
        new Offset(output.offset().bytes() + output.payload().size()),
        output.bytesUpToEnd(Channel.STDOUT),
        output.bytesUpToEnd(Channel.STDERR));
  }
}
