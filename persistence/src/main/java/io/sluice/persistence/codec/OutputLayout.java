package io.sluice.persistence.codec;

import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.nio.ByteBuffer;

/**
 * Stored output, big endian: {@code offset u64 | sequence u64 | time u64 (µs) | channel u8 |
 * payload}. The offset comes first in every version, so that a search can read it without the rest.
 */
public final class OutputLayout {
  /** All manifests of stored output begin so; no other does. */
  public static final String MANIFEST_PREFIX = "output.";

  /** Bytes of the offset at the start. */
  public static final int OFFSET_BYTES = Long.BYTES;

  /** Bytes before the payload. */
  public static final int HEADER_BYTES = 3 * Long.BYTES + 1;

  static final String MANIFEST = MANIFEST_PREFIX + "1";

  private OutputLayout() {}

  static Payload encode(OutputAppended event) {
    byte[] bytes = new byte[HEADER_BYTES + event.payload().size()];
    ByteBuffer.wrap(bytes)
        .putLong(event.offset().bytes())
        .putLong(event.sequence())
        .putLong(event.timeMicros())
        .put((byte) event.channel().code());
    event.payload().copyInto(bytes, HEADER_BYTES);
    return Payload.owning(bytes);
  }

  static OutputAppended decode(byte[] bytes) {
    if (bytes.length <= HEADER_BYTES) {
      throw new UnreadableEntry("stored output is shorter than its header: " + bytes.length);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    Offset offset = new Offset(header.getLong());
    long sequence = header.getLong();
    long timeMicros = header.getLong();
    if (sequence < 1 || timeMicros < 0) {
      throw new UnreadableEntry("stored output has an impossible header");
    }
    Channel channel = Channel.ofCode(header.get());
    Payload payload = Payload.owning(bytes).slice(HEADER_BYTES, bytes.length);
    return new OutputAppended(sequence, channel, offset, timeMicros, payload);
  }

  /** The offset of the first byte, from the first {@link #OFFSET_BYTES} bytes stored. */
  public static long offset(byte[] head) {
    return ByteBuffer.wrap(head).getLong();
  }
}
