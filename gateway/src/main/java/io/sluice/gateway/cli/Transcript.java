package io.sluice.gateway.cli;

import io.sluice.protocol.client.StreamItem;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What consumers that follow each other were handed, put together by its offsets. A successor may
 * begin where its predecessor acknowledged, which is before what that one was handed last.
 */
final class Transcript {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long repeated;
  private long missing;

  /** Takes an item; it tells what was wrong with its place. */
  synchronized void add(StreamItem.Output output) {
    long begins = output.offset().bytes();
    int size = output.bytes().size();
    if (begins > bytes.size()) {
      missing += begins - bytes.size();
      return;
    }
    int known = Math.toIntExact(Math.min(size, bytes.size() - begins));
    repeated += known;
    bytes.writeBytes(output.bytes().slice(known, size).toByteArray());
  }

  /** How many bytes it has from the beginning on. */
  synchronized int size() {
    return bytes.size();
  }

  /** How many bytes were handed out more than once. */
  synchronized long repeated() {
    return repeated;
  }

  /** How many bytes lie in holes. */
  synchronized long missing() {
    return missing;
  }

  synchronized String sha256() {
    return sha256(bytes.toByteArray());
  }

  static String sha256(byte[] of) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(of));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
