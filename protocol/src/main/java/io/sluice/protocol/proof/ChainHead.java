package io.sluice.protocol.proof;

import java.nio.ByteBuffer;

/**
 * The newest link of a chain: it stands for all entries before it, in their order.
 *
 * @param length how many entries
 * @param digest {@link Digest#NONE} before the first
 */
public record ChainHead(long length, Digest digest) {
  /** Of no entry. */
  public static final ChainHead START = new ChainHead(0, Digest.NONE);

  static final int BYTES = Long.BYTES + Digest.BYTES;

  /**
   * @throws IllegalArgumentException when the length is negative
   */
  public ChainHead {
    if (length < 0) {
      throw new IllegalArgumentException("a chain has no negative length");
    }
  }

  /** One entry longer: the SHA-256 of what it was and of the link. */
  public ChainHead then(Link link) {
    return then(link.toByteArray());
  }

  /** The same in a chain whose links are the digests of its entries. */
  public ChainHead then(Digest entry) {
    return then(entry.toByteArray());
  }

  private ChainHead then(byte[] link) {
    ByteBuffer both = ByteBuffer.allocate(Digest.BYTES + link.length);
    digest.putInto(both);
    return new ChainHead(length + 1, Digest.of(both.put(link).flip()));
  }

  void putInto(ByteBuffer target) {
    digest.putInto(target.putLong(length));
  }
}
