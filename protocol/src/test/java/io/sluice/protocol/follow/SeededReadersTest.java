package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readers over connections that are cut anywhere, from seeds. */
class SeededReadersTest {
  static final int MOST_BYTES = 300;

  private static final int SEEDS = 1_000;
  private static final int CHUNKS = 40;

  @Test
  @Tag("O5")
  @Tag("O8")
  @Tag("O33")
  void aReaderWithoutOffsetsLosesNothingAndTheExitComesAfterItsEchoes() {
    int cuts = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      SampleLog log = SampleLog.random(random, random.nextInt(CHUNKS), MOST_BYTES);
      PlainReader reader = new PlainReader(random, log);

      cuts += reader.read();

      for (Channel channel : Channel.values()) {
        assertThat(reader.received(channel)).as("seed %d", seed).isEqualTo(log.written(channel));
      }
    }
    assertThat(cuts).isPositive();
  }

  @Test
  @Tag("O16")
  @Tag("O33")
  void aReaderWithOffsetsGetsEachByteOnceAndTheExitLast() {
    int cuts = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      SampleLog log = SampleLog.random(random, random.nextInt(CHUNKS), MOST_BYTES);
      Set<Channel> wanted = wanted(random);
      OffsetReader reader = new OffsetReader(random, log, wanted);

      cuts += reader.read();

      assertThat(reader.exits()).as("seed %d", seed).isEqualTo(1);
      for (Channel channel : wanted) {
        assertThat(reader.received(channel)).as("seed %d", seed).isEqualTo(log.written(channel));
      }
    }
    assertThat(cuts).isPositive();
  }

  private static Set<Channel> wanted(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> EnumSet.of(Channel.STDOUT);
      case 1 -> EnumSet.of(Channel.STDERR);
      default -> EnumSet.allOf(Channel.class);
    };
  }
}
