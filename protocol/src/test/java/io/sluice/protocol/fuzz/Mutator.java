package io.sluice.protocol.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Broken variants of good bytes, and bytes that were never good. */
final class Mutator {
  private static final int MAX_RANDOM_BYTES = 300;
  private final Random random;

  Mutator(long seed) {
    this.random = new Random(seed);
  }

  byte[] next(List<byte[]> good) {
    byte[] bytes = good.get(random.nextInt(good.size())).clone();
    return switch (random.nextInt(6)) {
      case 0 -> noise();
      case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 2 -> spliced(bytes, good.get(random.nextInt(good.size())));
      case 3 -> repeated(bytes);
      default -> changed(bytes);
    };
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(MAX_RANDOM_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private byte[] spliced(byte[] head, byte[] tail) {
    int cut = random.nextInt(head.length + 1);
    int from = random.nextInt(tail.length + 1);
    byte[] bytes = Arrays.copyOf(head, cut + tail.length - from);
    System.arraycopy(tail, from, bytes, cut, tail.length - from);
    return bytes;
  }

  /** A part of it many times: deep nesting, long numbers, long texts. */
  private byte[] repeated(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int from = random.nextInt(bytes.length);
    int size = 1 + random.nextInt(Math.min(8, bytes.length - from));
    int times = 1 + random.nextInt(2000);
    byte[] all = new byte[bytes.length + size * times];
    System.arraycopy(bytes, 0, all, 0, from);
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, from, all, from + i * size, size);
    }
    System.arraycopy(bytes, from, all, from + times * size, bytes.length - from);
    return all;
  }
}
