package io.sluice.gateway.bench;

import java.nio.ByteBuffer;

/**
 * Output of which each byte shows whether it is in its place: records of one size, each with its
 * number and the time when it was written, both u64 and big endian, then bytes that depend on the
 * number.
 *
 * @param bytes of each record
 */
record RecordLayout(int bytes) {
  static final int HEAD_BYTES = 2 * Long.BYTES;

  /**
   * @throws IllegalArgumentException when the head has no room
   */
  RecordLayout {
    if (bytes < HEAD_BYTES) {
      throw new IllegalArgumentException("a record has at least " + HEAD_BYTES + " bytes");
    }
  }

  /** Whether the byte is one of the time, which cannot be foretold. */
  static boolean isTime(int index) {
    return index >= Long.BYTES && index < HEAD_BYTES;
  }

  /** What the byte at this index of a record must be, unless it is one of the time. */
  static byte expected(long number, int index) {
    return index < Long.BYTES
        ? (byte) (number >>> (8 * (Long.BYTES - 1 - index)))
        : (byte) (number * 31 + index);
  }

  void write(ByteBuffer into, long number, long nanos) {
    into.putLong(number).putLong(nanos);
    for (int index = HEAD_BYTES; index < bytes; index++) {
      into.put(expected(number, index));
    }
  }
}
