package io.sluice.gateway.recording;

import java.util.Arrays;

/** Bytes that become more. */
final class Bytes {
  private byte[] all;
  private int size;

  Bytes(int capacity) {
    this.all = new byte[capacity];
  }

  int size() {
    return size;
  }

  int at(int index) {
    return all[index] & 0xff;
  }

  /** The last one; 0 when there is none. */
  int last() {
    return size == 0 ? 0 : at(size - 1);
  }

  void add(int value) {
    room(1);
    all[size++] = (byte) value;
  }

  void add(byte[] from, int start, int end) {
    room(end - start);
    System.arraycopy(from, start, all, size, end - start);
    size += end - start;
  }

  void add(byte[] from) {
    add(from, 0, from.length);
  }

  void add(Bytes from) {
    add(from.all, 0, from.size);
  }

  void clear() {
    size = 0;
  }

  byte[] copy() {
    return Arrays.copyOf(all, size);
  }

  /** Makes room for so many more at once. */
  void room(int more) {
    if (size + more > all.length) {
      all = Arrays.copyOf(all, Math.max(size + more, 2 * all.length));
    }
  }
}
