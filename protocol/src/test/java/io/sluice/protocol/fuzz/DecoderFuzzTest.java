package io.sluice.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Typed faults only, in memory that follows from what came and never from what it claims. */
class DecoderFuzzTest {
  private static final int SEEDS = 3;
  private static final int ROUNDS = 1_000;
  private static final int MIB = 1024 * 1024;

  /** Buffers that JSON begins with, a fault with its trace. */
  private static final long FIXED_BYTES = 512 * 1024;

  /** A tree of the smallest values. */
  private static final long BYTES_PER_BYTE = 200;

  static List<Decoder> decoders() {
    return Decoder.all();
  }

  @ParameterizedTest
  @Tag("L16")
  @MethodSource("decoders")
  void whatCameIsTakenOrATypedFault(Decoder decoder) {
    int taken = 0;
    int refused = 0;

    for (long seed = 1; seed <= SEEDS; seed++) {
      Mutator mutator = new Mutator(seed);
      for (int round = 0; round < ROUNDS; round++) {
        byte[] mutant = mutator.next(decoder.good());
        if (decoder.takes(mutant)) {
          taken++;
        } else {
          refused++;
        }
      }
    }

    assertThat(taken).isPositive();
    assertThat(refused).isGreaterThan(SEEDS * ROUNDS / 2);
  }

  @ParameterizedTest
  @Tag("L16")
  @MethodSource("decoders")
  void memoryFollowsFromWhatCame(Decoder decoder) {
    Mutator mutator = new Mutator(9);
    for (int loading = 0; loading < ROUNDS; loading++) {
      decoder.takes(mutator.next(decoder.good()));
    }

    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutant = mutator.next(decoder.good());
      long allocated = Allocations.of(() -> decoder.takes(mutant));

      assertThat(allocated)
          .as("for %d bytes", mutant.length)
          .isLessThan(FIXED_BYTES + BYTES_PER_BYTE * mutant.length);
    }
  }

  @ParameterizedTest
  @Tag("L16")
  @MethodSource("decoders")
  void whatIsFarTooBigIsRefusedBeforeItIsRead(Decoder decoder) {
    byte[] nested = new byte[16 * MIB];
    Arrays.fill(nested, (byte) '[');
    byte[] text = new byte[16 * MIB];
    Arrays.fill(text, (byte) 'x');
    byte[] head = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, text, 0, head.length);

    for (byte[] bytes : List.of(nested, text, new byte[16 * MIB])) {
      // The text of a message is the socket's own copy, which its limits bound.
      long copies = 2L * bytes.length;
      long allocated = Allocations.of(() -> assertThat(decoder.takes(bytes)).isFalse());

      assertThat(allocated).isLessThan(copies + FIXED_BYTES);
    }
  }
}
