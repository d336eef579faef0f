package io.sluice.gateway.bench.journal;

import io.sluice.protocol.model.Payload;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses each chunk by itself, as a gateway could: the first byte says how, then comes the
 * length before, then the rest. What does not get shorter stays as it is. Safe for threads.
 */
final class Packer implements AutoCloseable {
  private static final byte AS_IT_IS = 0;
  private static final byte DEFLATED = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;

  private final Method method;

  /** One is costly to make. */
  private final Queue<Deflater> deflaters = new ConcurrentLinkedQueue<>();

  Packer(Method method) {
    this.method = method;
  }

  enum Method {
    /** Without even the byte. */
    NONE,
    DEFLATE
  }

  Payload pack(Payload chunk) {
    return switch (method) {
      case NONE -> chunk;
      case DEFLATE -> deflated(chunk);
    };
  }

  /**
   * @throws IllegalArgumentException when it was not packed so
   */
  Payload unpack(Payload packed) {
    if (method == Method.NONE) {
      return packed;
    }
    ByteBuffer bytes = packed.asByteBuffer();
    byte how = bytes.get();
    if (how == AS_IT_IS) {
      return packed.slice(1, packed.size());
    }
    if (how != DEFLATED) {
      throw new IllegalArgumentException("no method has number " + how);
    }
    byte[] chunk = new byte[bytes.getInt()];
    inflate(bytes, chunk);
    return Payload.owning(chunk);
  }

  private Payload deflated(Payload chunk) {
    byte[] room = new byte[chunk.size()];
    Deflater free = deflaters.poll();
    Deflater deflater = free == null ? new Deflater(Deflater.BEST_SPEED, true) : free;
    deflater.setInput(chunk.asByteBuffer());
    deflater.finish();
    int length = deflater.deflate(room);
    boolean finished = deflater.finished();
    deflater.reset();
    deflaters.add(deflater);
    return packed(chunk, room, finished ? length : room.length);
  }

  private static Payload packed(Payload chunk, byte[] room, int length) {
    if (HEAD_BYTES + length >= 1 + chunk.size()) {
      byte[] whole = new byte[1 + chunk.size()];
      chunk.copyInto(whole, 1);
      return Payload.owning(whole);
    }
    ByteBuffer packed = ByteBuffer.allocate(HEAD_BYTES + length);
    packed.put(DEFLATED).putInt(chunk.size()).put(room, 0, length);
    return Payload.owning(packed.array());
  }

  private static void inflate(ByteBuffer from, byte[] to) {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(from);
      if (inflater.inflate(to) < to.length) {
        throw new IllegalArgumentException("a chunk is shorter than it says");
      }
    } catch (DataFormatException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  @Override
  public void close() {
    deflaters.forEach(Deflater::end);
  }
}
