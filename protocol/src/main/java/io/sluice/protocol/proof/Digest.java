package io.sluice.protocol.proof;

import io.sluice.protocol.model.Payload;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256, as four big endian words: 32 bytes with the value of an ordinary number. */
public record Digest(long first, long second, long third, long fourth) {
  public static final int BYTES = 4 * Long.BYTES;

  /** One for each thread: to look one up costs as much as to use it on a short chunk. */
  private static final ThreadLocal<MessageDigest> SHA = ThreadLocal.withInitial(Digest::sha);

  /** What a chain begins with. */
  public static final Digest NONE = new Digest(0, 0, 0, 0);

  /** Of all parts, one after the other: whoever needs their borders puts lengths between. */
  public static Digest of(ByteBuffer... parts) {
    MessageDigest sha = SHA.get();
    for (ByteBuffer part : parts) {
      sha.update(part);
    }
    return read(ByteBuffer.wrap(sha.digest()));
  }

  public static Digest of(Payload payload) {
    MessageDigest sha = SHA.get();
    payload.feed(sha);
    return read(ByteBuffer.wrap(sha.digest()));
  }

  /**
   * @throws IllegalArgumentException when it has not its length
   */
  public static Digest ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.length);
    }
    return read(ByteBuffer.wrap(bytes));
  }

  /**
   * @throws IllegalArgumentException when it is not 64 hexadecimal digits
   */
  public static Digest ofHex(String hex) {
    return ofBytes(HexFormat.of().parseHex(hex));
  }

  static Digest read(ByteBuffer bytes) {
    return new Digest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  void putInto(ByteBuffer target) {
    target.putLong(first).putLong(second).putLong(third).putLong(fourth);
  }

  public byte[] toByteArray() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    putInto(bytes);
    return bytes.array();
  }

  public String hex() {
    return HexFormat.of().formatHex(toByteArray());
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  @Override
  public String toString() {
    return hex();
  }
}
