package io.sluice.persistence.codec;

import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Stored output, big endian: {@code offset u64 | bytes of its channel before it u64 | channel u8 |
 * sequence u64 | time u64 (µs) | payload}. What a search needs comes first in every version, so
 * that it is read without the rest.
 */
public final class OutputLayout {
  /** All manifests of stored output begin so; no other does. */
  public static final String MANIFEST_PREFIX = "output.";

  /** Bytes at the start that say where the output stands. */
  public static final int PLACE_BYTES = 2 * Long.BYTES + 1;

  /** Bytes before the payload. */
  public static final int HEADER_BYTES = PLACE_BYTES + 2 * Long.BYTES;

  static final String MANIFEST = MANIFEST_PREFIX + "1";

  private OutputLayout() {}

  /**
   * What precedes the payload.
   *
   * @param offset of its first byte
   * @param channelBytes of its channel before it
   */
  public record Head(
      long offset, long channelBytes, Channel channel, long sequence, long timeMicros) {
    static Head of(OutputAppended event) {
      return new Head(
          event.offset().bytes(),
          event.channelBytes(),
          event.channel(),
          event.sequence(),
          event.timeMicros());
    }

    /**
     * @throws IllegalArgumentException for a channel that is none, or too few bytes
     */
    public static Head read(ByteBuffer stored) {
      if (stored.remaining() < HEADER_BYTES) {
        throw new IllegalArgumentException("no head of output");
      }
      return new Head(
          stored.getLong(),
          stored.getLong(),
          Channel.ofCode(stored.get()),
          stored.getLong(),
          stored.getLong());
    }

    public ByteBuffer bytes() {
      return putInto(ByteBuffer.allocate(HEADER_BYTES)).flip();
    }

    ByteBuffer putInto(ByteBuffer target) {
      return target
          .putLong(offset)
          .putLong(channelBytes)
          .put((byte) channel.code())
          .putLong(sequence)
          .putLong(timeMicros);
    }
  }

  static Payload encode(OutputAppended event) {
    byte[] bytes = new byte[HEADER_BYTES + event.payload().size()];
    Head.of(event).putInto(ByteBuffer.wrap(bytes));
    event.payload().copyInto(bytes, HEADER_BYTES);
    return Payload.owning(bytes);
  }

  static OutputAppended decode(Payload bytes) {
    if (bytes.size() <= HEADER_BYTES) {
      throw new UnreadableEntry("stored output is shorter than its header: " + bytes.size());
    }
    Head head = Head.read(bytes.asByteBuffer());
    Offset offset = new Offset(head.offset());
    if (head.sequence() < 1
        || head.timeMicros() < 0
        || head.channelBytes() < 0
        || head.channelBytes() > offset.bytes()) {
      throw new UnreadableEntry("stored output has an impossible header");
    }
    Payload payload = bytes.slice(HEADER_BYTES, bytes.size());
    return new OutputAppended(
        head.sequence(), head.channel(), offset, head.channelBytes(), head.timeMicros(), payload);
  }

  /**
   * How many bytes lie before the end of stored output.
   *
   * @param place its first {@link #PLACE_BYTES} bytes
   * @param stored its length, header included
   * @param of the channel to count; null for all together
   */
  public static long bytesUpToEnd(byte[] place, long stored, @Nullable Channel of) {
    boolean counts = of == null || of == Channel.ofCode(place[2 * Long.BYTES]);
    return bytesBefore(place, of) + (counts ? stored - HEADER_BYTES : 0);
  }

  /** The same for its start. */
  public static long bytesBefore(byte[] place, @Nullable Channel of) {
    ByteBuffer head = ByteBuffer.wrap(place);
    long offset = head.getLong();
    long channelBytes = head.getLong();
    if (of == null) {
      return offset;
    }
    return of == Channel.ofCode(head.get()) ? channelBytes : offset - channelBytes;
  }
}
