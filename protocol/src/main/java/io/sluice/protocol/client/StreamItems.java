package io.sluice.protocol.client;

import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.wire.V1ServerFrame;
import org.jspecify.annotations.Nullable;

/** Items from the frames that they came with. */
final class StreamItems {
  private StreamItems() {}

  static StreamItem output(@Nullable V1ServerFrame frame, int skip) {
    return frame instanceof V1ServerFrame.Output(var channel, var offset, long time, var payload)
        ? new StreamItem.Output(
            channel, offset.plus(skip), time, payload.slice(skip, payload.size()))
        : wrong(frame);
  }

  static StreamItem missing(@Nullable V1ServerFrame frame, ByteRange range) {
    return frame instanceof V1ServerFrame.Gap(var channel, var _, String reason)
        ? new StreamItem.Missing(channel, range, reason)
        : wrong(frame);
  }

  static StreamItem exited(@Nullable V1ServerFrame frame) {
    return frame instanceof V1ServerFrame.Exit exit
        ? new StreamItem.Ended(new StreamEnd.Exited(exit))
        : wrong(frame);
  }

  static StreamItem gaveUp(GiveUpReason reason, String trouble) {
    return new StreamItem.Ended(
        reason instanceof GiveUpReason.Superseded
            ? new StreamEnd.Preempted(null)
            : new StreamEnd.GaveUp(reason, trouble));
  }

  private static StreamItem wrong(@Nullable V1ServerFrame frame) {
    throw new IllegalStateException("no such item comes of " + frame);
  }
}
