package io.sluice.protocol.client;

import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;

/** What a stream hands out, in the order of the log; whatever was cut in between does not show. */
public sealed interface StreamItem {
  /**
   * Output, each byte once.
   *
   * @param offset of its first byte in the merged log
   * @param timeMicros since the spawn, by the runner's clock
   */
  record Output(Channel channel, Offset offset, long timeMicros, Payload bytes)
      implements StreamItem {}

  /**
   * Output that nobody will get.
   *
   * @param range of the log within which it lay
   * @param reason the word for why
   */
  record Missing(Channel channel, ByteRange range, String reason) implements StreamItem {}

  /**
   * A channel is over; told once.
   *
   * @param bytes all that it had
   */
  record ChannelEnded(Channel channel, long bytes, Offset offset) implements StreamItem {}

  /** The gateway refused something, which ends nothing. */
  record Problem(String code, String message) implements StreamItem {}

  /** Nothing comes after it. */
  record Ended(StreamEnd end) implements StreamItem {}
}
