package io.sluice.protocol.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Hashes lists of texts so that different lists never hash the same bytes. */
final class Sha256 {
  private Sha256() {}

  /**
   * @param domain what is hashed, so that a hash made for one purpose is none for another
   */
  static byte[] of(String domain, List<String> texts) {
    MessageDigest digest = digest();
    add(digest, domain);
    texts.forEach(text -> add(digest, text));
    return digest.digest();
  }

  /** Its length, then its UTF-16: UTF-8 would make all lone surrogates equal. */
  private static void add(MessageDigest digest, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + text.length() * Character.BYTES);
    bytes.putInt(text.length());
    bytes.asCharBuffer().put(text);
    digest.update(bytes.array());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
