package io.sluice.protocol.follow;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;

/**
 * Bytes of one channel as a reader sees them.
 *
 * @param offset of the first byte in the log
 * @param channelBytes how many bytes of the channel precede the first
 * @param timeMicros since the spawn
 * @param payload may be empty: nothing is left of it
 */
public record Chunk(
    Channel channel, Offset offset, long channelBytes, long timeMicros, Payload payload) {
  /**
   * @throws IllegalArgumentException for a negative count or time
   */
  public Chunk {
    if (channelBytes < 0 || timeMicros < 0) {
      throw new IllegalArgumentException(
          "counts and times are never negative: " + channelBytes + ", " + timeMicros);
    }
  }

  public int size() {
    return payload.size();
  }

  public boolean isEmpty() {
    return payload.isEmpty();
  }

  /** The offset after the last byte. */
  public Offset end() {
    return offset.plus(payload.size());
  }

  /** How many bytes of the channel lie before the end. */
  public long channelEnd() {
    return channelBytes + payload.size();
  }

  /** The bytes {@code [from, to)} of it, shared, not copied. */
  public Chunk slice(int from, int to) {
    return from == 0 && to == size()
        ? this
        : new Chunk(
            channel, offset.plus(from), channelBytes + from, timeMicros, payload.slice(from, to));
  }
}
