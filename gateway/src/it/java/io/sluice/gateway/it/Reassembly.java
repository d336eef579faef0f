package io.sluice.gateway.it;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Puts one channel together from connections that do not say where they begin: whole and in order,
 * but each may go back. What was written is random, so a few bytes tell where they belong.
 */
final class Reassembly {
  /** So many random bytes in a row are nowhere else. */
  private static final int UNIQUE = 16;

  private final byte[] written;
  private final MessageDigest digest = Hashes.sha256();
  private final ByteArrayOutputStream unplaced = new ByteArrayOutputStream();
  private int have;
  private int at;
  private boolean placed;

  Reassembly(byte[] written) {
    this.written = written.clone();
  }

  /** A new connection begins. */
  void begin() {
    unplaced.reset();
    placed = false;
  }

  /**
   * @return how far this connection went back, as far as this shows; 0 but once a connection
   */
  int add(byte[] bytes, int from) {
    if (placed) {
      take(bytes, from);
      return 0;
    }
    unplaced.write(bytes, from, bytes.length - from);
    return unplaced.size() < UNIQUE ? 0 : place();
  }

  /** The connection is over: what is too little to be unique is placed as far on as it fits. */
  int end() {
    return placed || unplaced.size() == 0 ? 0 : place();
  }

  boolean isWhole() {
    return have == written.length;
  }

  int have() {
    return have;
  }

  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private int place() {
    byte[] bytes = unplaced.toByteArray();
    int most = Math.min(bytes.length, UNIQUE);
    for (int start = have; start >= 0; start--) {
      int end = start + most;
      if (end <= written.length && Arrays.equals(written, start, end, bytes, 0, most)) {
        placed = true;
        at = start;
        int back = have - start;
        take(bytes, 0);
        return back;
      }
    }
    throw new AssertionError("after " + have + " of " + written.length + " bytes some are missing");
  }

  private void take(byte[] bytes, int from) {
    int count = bytes.length - from;
    if (at + count > written.length
        || !Arrays.equals(written, at, at + count, bytes, from, bytes.length)) {
      throw new AssertionError(
          "what came at " + at + " of " + written.length + " is not what was written");
    }
    at += count;
    if (at > have) {
      digest.update(written, have, at - have);
      have = at;
    }
  }
}
