package io.sluice.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Payload;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FrameStageTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final SocketLimits LIMITS =
      new SocketLimits(1024, new SocketLimits.BinaryMessages.Assembled(1024));
  private static final int FRAMES = 100;
  private static final int HEAD_BYTES = 2;
  private static final int BODY_BYTES = 10;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void whatWaitsForTheConnectionIsOneWriteWithEveryFrameInItsOrder() throws Exception {
    SinkQueueWithCancel<ByteString> written = open(BODY_BYTES, FRAMES);

    ByteString first = next(written);
    ByteString rest = next(written);

    assertThat(first.size()).isEqualTo(HEAD_BYTES + BODY_BYTES);
    assertThat(rest.size()).isEqualTo((FRAMES - 1) * (HEAD_BYTES + BODY_BYTES));
    for (int frame = 1; frame < FRAMES; frame++) {
      int at = (frame - 1) * (HEAD_BYTES + BODY_BYTES) + HEAD_BYTES;
      assertThat(rest.apply(at)).isEqualTo((byte) frame);
    }
  }

  @Test
  void aWriteHoldsNoMoreThanItsBound() throws Exception {
    SinkQueueWithCancel<ByteString> written = open(60_000, 4);

    for (int write = 0; write < 4; write++) {
      assertThat(next(written).size()).isBetween(60_000, 64 * 1024);
    }
  }

  /** A session that has so many binary messages to say; each begins with its number. */
  private static SinkQueueWithCancel<ByteString> open(int bytes, int messages) {
    Source<SocketFrame, ?> says =
        Source.range(0, messages - 1)
            .<SocketFrame>map(number -> new SocketFrame.Binary(numbered(number, bytes), true))
            .concat(Source.maybe());
    Flow<SocketFrame, SocketFrame, ?> session = Flow.fromSinkAndSource(Sink.ignore(), says);
    return Source.<ByteString>maybe()
        .via(FrameStage.handle(LIMITS, Duration.ofSeconds(5), session))
        .toMat(
            Sink.<ByteString>queue().withAttributes(Attributes.inputBuffer(1, 1)),
            (_, queue) -> queue)
        .run(KIT.system());
  }

  private static Payload numbered(int number, int bytes) {
    byte[] body = new byte[bytes];
    body[0] = (byte) number;
    return Payload.owning(body);
  }

  private static ByteString next(SinkQueueWithCancel<ByteString> written) throws Exception {
    return written.pull().toCompletableFuture().get(30, TimeUnit.SECONDS).orElseThrow();
  }
}
