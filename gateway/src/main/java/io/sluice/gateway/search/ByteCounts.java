package io.sluice.gateway.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts bytes eight at a time: lines are counted in everything that is searched. */
final class ByteCounts {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

  private ByteCounts() {}

  static long count(byte[] bytes, byte wanted, int from, int to) {
    long pattern = (wanted & 0xffL) * ONES;
    long found = 0;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long differing = (long) WORDS.get(bytes, i) ^ pattern;
      // A byte of this has its high bit unless it was equal; no carry crosses a byte.
      long different = ((differing & LOW_BITS) + LOW_BITS) | differing | LOW_BITS;
      found += Long.BYTES - Long.bitCount(different & ~LOW_BITS);
    }
    for (; i < to; i++) {
      found += bytes[i] == wanted ? 1 : 0;
    }
    return found;
  }
}
