package io.sluice.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.gateway.socket.FrameDecoder.Step;
import io.sluice.gateway.socket.SocketLimits.BinaryMessages;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory follows from the bytes that came, never from the length that a header claims. */
class FrameDecoderFuzzTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 3_000;

  /** A message grows by doubling, is copied out whole, and a text is decoded. */
  private static final int BYTES_PER_BYTE = 16;

  private static final int FIXED_BYTES = 64 * 1024;

  /** Every limit lets such messages in, so a header may claim them. */
  private static final SocketLimits GENEROUS =
      new SocketLimits(Integer.MAX_VALUE, new BinaryMessages.Assembled(Integer.MAX_VALUE));

  private static final SocketLimits STREAMED =
      new SocketLimits(Integer.MAX_VALUE, new BinaryMessages.Streamed());

  @ParameterizedTest
  @Tag("L16")
  @Tag("O24")
  @ValueSource(longs = {1, 2, 3})
  void noHeaderClaimsMemory(long seed) {
    Random random = new Random(seed);
    for (int loading = 0; loading < ROUNDS; loading++) {
      decode(GENEROUS, claiming(random));
      decode(STREAMED, claiming(random));
    }

    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = claiming(random);
      SocketLimits limits = random.nextBoolean() ? GENEROUS : STREAMED;
      long before = THREADS.getCurrentThreadAllocatedBytes();
      decode(limits, bytes);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

      assertThat(allocated).isLessThan(FIXED_BYTES + (long) BYTES_PER_BYTE * bytes.length);
    }
  }

  /** A frame whose header claims up to 2 GiB, with some noise for a payload. */
  private static byte[] claiming(Random random) {
    byte[] payload = new byte[random.nextInt(2_000)];
    random.nextBytes(payload);
    int[] heads = {0x81, 0x82, 0x01, 0x02, 0x88, 0x89, 0x8a, random.nextInt(256)};
    return ByteBuffer.allocate(14 + payload.length)
        .put((byte) heads[random.nextInt(heads.length)])
        .put((byte) (0x80 | 127))
        .putLong(random.nextLong(1L << (16 + random.nextInt(15))))
        .putInt(random.nextInt())
        .put(payload)
        .array();
  }

  private static void decode(SocketLimits limits, byte[] bytes) {
    FrameDecoder decoder = new FrameDecoder(limits);
    decoder.feed(ByteBuffer.wrap(bytes));
    Step step = decoder.next();
    while (step instanceof Step.Arrived) {
      step = decoder.next();
    }
  }
}
