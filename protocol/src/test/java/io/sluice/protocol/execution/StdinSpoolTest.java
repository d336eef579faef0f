package io.sluice.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StdinSpoolTest {
  private static final int SEEDS = 300;

  /** Parts small and large, read in any stretch that is not dropped. */
  @Test
  @Tag("I12")
  void whatIsReadIsWhatWasAppendedThere() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] written = new byte[1 + random.nextInt(40_000)];
      random.nextBytes(written);
      StdinSpool spool = new StdinSpool(StdinOffset.ZERO);
      int dropped = 0;
      for (int at = 0; at < written.length; ) {
        int to = Math.min(written.length, at + random.nextInt(random.nextBoolean() ? 20 : 9_000));
        spool.append(Payload.copyOf(Arrays.copyOfRange(written, at, to)));
        at = to;
        dropped += random.nextInt(at - dropped + 1);
        spool.dropBefore(new StdinOffset(dropped));
        int from = dropped + random.nextInt(at - dropped + 1);
        int end = from + random.nextInt(at - from + 1);

        byte[] read = read(spool, from, end, 1 + random.nextInt(5_000));

        assertThat(read)
            .as("seed %d, %d to %d", seed, from, end)
            .isEqualTo(Arrays.copyOfRange(written, from, end));
      }
    }
  }

  private static byte[] read(StdinSpool spool, long from, long to, int pieceBytes)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Payload piece : spool.read(new StdinOffset(from), new StdinOffset(to), pieceBytes)) {
      assertThat(piece.size()).isBetween(1, pieceBytes);
      piece.writeTo(all);
    }
    return all.toByteArray();
  }
}
