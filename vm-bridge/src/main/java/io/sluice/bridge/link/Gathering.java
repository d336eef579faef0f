package io.sluice.bridge.link;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Output of one channel that has its number but has not left yet, so that more may join it. */
final class Gathering {
  private final long sequence;
  private final Channel channel;
  private final long timeMicros;
  private byte[] bytes = new byte[0];
  private int size;

  /**
   * @param timeMicros of the first byte
   */
  Gathering(long sequence, Channel channel, long timeMicros) {
    this.sequence = sequence;
    this.channel = channel;
    this.timeMicros = timeMicros;
  }

  Channel channel() {
    return channel;
  }

  boolean isFull() {
    return size == Report.MAX_PAYLOAD_BYTES;
  }

  /** Takes as much as fits. */
  void take(ByteBuffer from) {
    int count = Math.min(from.remaining(), Report.MAX_PAYLOAD_BYTES - size);
    if (size + count > bytes.length) {
      int doubled = Math.min(Report.MAX_PAYLOAD_BYTES, bytes.length * 2);
      bytes = Arrays.copyOf(bytes, Math.max(size + count, doubled));
    }
    from.get(bytes, size, count);
    size += count;
  }

  Report.Output seal() {
    byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    return new Report.Output(sequence, channel, timeMicros, Payload.owning(whole));
  }
}
