package io.sluice.protocol.proof;

import java.nio.ByteBuffer;

/** What a chain holds of one entry. */
public sealed interface Link {
  int LIFE_BYTES = Digest.BYTES + Long.BYTES + ChainHead.BYTES;

  /** Of the entry itself. */
  Digest digest();

  /** Of output. */
  record OfOutput(Digest digest) implements Link {}

  /**
   * Of anything else.
   *
   * @param index how many of its chain come before it
   * @param output the output before it, so that neither can be moved past the other
   */
  record OfLife(Digest digest, long index, ChainHead output) implements Link {}

  /** 32 bytes, or 80 with the index and the length and the digest of the output before it. */
  default byte[] toByteArray() {
    return switch (this) {
      case OfOutput(var digest) -> digest.toByteArray();
      case OfLife(var digest, long index, var output) -> {
        ByteBuffer bytes = ByteBuffer.allocate(LIFE_BYTES);
        digest.putInto(bytes);
        bytes.putLong(index);
        output.putInto(bytes);
        yield bytes.array();
      }
    };
  }

  /**
   * @throws IllegalArgumentException for any other number of bytes, or a negative length
   */
  static Link ofBytes(byte[] bytes) {
    if (bytes.length == Digest.BYTES) {
      return new OfOutput(Digest.ofBytes(bytes));
    }
    if (bytes.length != LIFE_BYTES) {
      throw new IllegalArgumentException("a link has 32 or 80 bytes, not " + bytes.length);
    }
    ByteBuffer parts = ByteBuffer.wrap(bytes);
    Digest digest = Digest.read(parts);
    return new OfLife(digest, parts.getLong(), new ChainHead(parts.getLong(), Digest.read(parts)));
  }
}
