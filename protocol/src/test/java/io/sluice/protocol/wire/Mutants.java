package io.sluice.protocol.wire;

import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/** Broken variants of good input. */
final class Mutants {
  private Mutants() {}

  static Payload of(String good, Random random) {
    byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    boolean cut = random.nextInt(4) == 0;
    return Payload.owning(cut ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
  }

  /** 1 when it was refused as it should be; anything else it throws ends the test. */
  static int refused(Supplier<?> reader) {
    try {
      Objects.requireNonNull(reader.get());
      return 0;
    } catch (WireFault fault) {
      return 1;
    }
  }
}
