package io.sluice.protocol.client;

import java.nio.ByteBuffer;

/** Bytes that come in at one end and leave at the other; it grows as it must and never shrinks. */
final class ByteRing {
  private static final int FIRST_BYTES = 4 * 1024;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int start;
  private int size;

  int size() {
    return size;
  }

  /** Takes so many of the buffer's bytes. */
  void append(ByteBuffer source, int count) {
    if (size + count > bytes.length) {
      byte[] larger = new byte[Math.max(2 * bytes.length, size + count)];
      copy(0, larger, size);
      bytes = larger;
      start = 0;
    }
    int end = (start + size) % bytes.length;
    int first = Math.min(count, bytes.length - end);
    source.get(bytes, end, first);
    source.get(bytes, 0, count - first);
    size += count;
  }

  /** So many bytes, {@code from} after the oldest. */
  byte[] copy(int from, int count) {
    byte[] target = new byte[count];
    copy(from, target, count);
    return target;
  }

  private void copy(int from, byte[] target, int count) {
    int at = (start + from) % bytes.length;
    int first = Math.min(count, bytes.length - at);
    System.arraycopy(bytes, at, target, 0, first);
    System.arraycopy(bytes, 0, target, first, count - first);
  }

  /** Forgets the oldest. */
  void drop(int count) {
    start = (start + count) % bytes.length;
    size -= count;
  }
}
