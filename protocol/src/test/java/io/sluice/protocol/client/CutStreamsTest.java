package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output and input over real sockets that break at random bytes. */
class CutStreamsTest {
  private static final int CUTS = 25;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @Tag("O16")
  @Tag("I12")
  @Tag("O1")
  void nothingIsLostOrRepeatedEitherWay(long seed) throws Exception {
    byte[] log = random(200_000, seed);
    byte[] input = random(120_000, seed + 100);
    FakeLogGateway gateway = new FakeLogGateway(log, CUTS, seed);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    StreamEnd end;

    try (FakePeer peer = FakePeer.start(gateway);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(StreamRequest.controller("e1"), Streams.QUICK)) {
      Thread.ofVirtual().start(() -> write(stream, input, written));
      end = stream.readTo(item -> take(item, output));
    }

    assertThat(end).isInstanceOf(StreamEnd.Exited.class);
    assertThat(gateway.fault()).isNull();
    assertThat(output.toByteArray()).isEqualTo(log);
    assertThat(written.get()).isTrue();
    assertThat(gateway.applied()).isEqualTo(input);
    assertThat(gateway.connections()).isGreaterThan(5);
  }

  private static boolean take(StreamItem item, ByteArrayOutputStream output) {
    if (item instanceof StreamItem.Output(var channel, var offset, long _, var bytes)) {
      assertThat(offset.bytes()).isEqualTo(output.size());
      assertThat(channel).isEqualTo(FakeLogGateway.channelAt(offset.bytes()));
      output.writeBytes(bytes.toByteArray());
    }
    return true;
  }

  private static void write(
      ExecutionStream stream, byte[] input, CompletableFuture<Boolean> written) {
    try {
      boolean all = true;
      for (int at = 0; at < input.length; at += 7_001) {
        int size = Math.min(7_001, input.length - at);
        all &= stream.writeStdin(ByteBuffer.wrap(input, at, size));
      }
      written.complete(all && stream.endStdin());
    } catch (InterruptedException interrupted) {
      written.completeExceptionally(interrupted);
    }
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
