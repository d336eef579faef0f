package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1ServerFrame.StdinWindow;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeptStdinTest {
  /** Received is not yet written: a gateway that crashes asks for it again. */
  @Test
  @Tag("I12")
  void whatWasReceivedButNotAcknowledgedCanBeAskedForAgain() throws Exception {
    KeptStdin stdin = opened(0, 10);
    stdin.take(ByteBuffer.wrap(new byte[6]));
    stdin.next();

    assertThat(stdin.opened(window(5, 10))).isTrue();
    assertThat(stdin.opened(window(1, 10))).isTrue();
    assertThat(stdin.next())
        .isEqualTo(new V1ClientFrame.Stdin(new StdinOffset(1), Payload.owning(new byte[5])));
  }

  @Test
  void inputThatWasNotWrittenHereIsSeen() throws Exception {
    KeptStdin stdin = opened(3, 10);
    stdin.take(ByteBuffer.wrap(new byte[4]));
    stdin.next();
    stdin.acknowledged(new StdinOffset(5));

    assertThat(stdin.opened(window(8, 10))).isFalse();
    assertThat(stdin.opened(window(4, 10))).isFalse();
  }

  @Test
  @Tag("I10")
  void noMoreIsKeptThanThereIsCreditFor() throws Exception {
    KeptStdin stdin = opened(0, 10);
    ByteBuffer bytes = ByteBuffer.wrap(new byte[100]);

    stdin.take(bytes);

    assertThat(bytes.position()).isEqualTo(10);
  }

  @Test
  void theBytesAreTheSameWhateverTheirSizesAndAcknowledgements() throws Exception {
    Random random = new Random(3);
    byte[] input = new byte[300_000];
    random.nextBytes(input);
    ByteBuffer left = ByteBuffer.wrap(input);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    KeptStdin stdin = opened(0, 1);

    while (sent.size() < input.length) {
      stdin.credited(new StdinOffset(sent.size() + 1 + random.nextInt(9_000)));
      if (left.hasRemaining()) {
        stdin.take(left);
      }
      for (var frame = stdin.next(); frame != null; frame = stdin.next()) {
        sent.writeBytes(((V1ClientFrame.Stdin) frame).payload().toByteArray());
      }
      stdin.acknowledged(new StdinOffset(random.nextInt(sent.size() + 1)));
    }

    assertThat(sent.toByteArray()).isEqualTo(input);
  }

  private static KeptStdin opened(long received, long credit) {
    KeptStdin stdin = new KeptStdin();
    stdin.opened(window(received, credit));
    return stdin;
  }

  private static StdinWindow window(long received, long credit) {
    return new StdinWindow(new StdinOffset(received), new StdinOffset(credit));
  }
}
