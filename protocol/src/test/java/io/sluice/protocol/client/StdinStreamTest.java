package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1ServerFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StdinStreamTest {
  private static final StreamRequest CONTROLLER = StreamRequest.controller("e1");
  private final List<V1ClientFrame> frames = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  @Test
  @Tag("I12")
  @Tag("I7")
  void whatTheGatewayDoesNotHaveIsSentAgainAndTheEndToo() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          if (connections.getAndIncrement() == 0) {
            request.send(Streams.controlling(0, 0, 100));
            take(request, 2);
            request.send(new V1ServerFrame.StdinAcknowledged(new StdinOffset(2)));
            throw new IOException("cut here");
          }
          request.send(Streams.controlling(0, 3, 100));
          take(request, 2);
          exit(request);
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(CONTROLLER, Streams.QUICK)) {
      Thread writing = writing(stream, "hello");
      assertThat(Streams.readAll(stream)).containsExactly("exit 0");
      writing.join();
    }

    assertThat(frames).containsExactly(stdin(0, "hello"), end(5), stdin(3, "lo"), end(5));
  }

  @Test
  @Tag("I10")
  void aWriterWaitsForCredit() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.controlling(0, 0, 2));
          take(request, 1);
          request.send(new V1ServerFrame.StdinCredit(new StdinOffset(3)));
          take(request, 1);
          request.send(new V1ServerFrame.StdinCredit(new StdinOffset(50)));
          take(request, 2);
          exit(request);
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(CONTROLLER, Streams.QUICK)) {
      Thread writing = writing(stream, "hello");
      assertThat(Streams.readAll(stream)).containsExactly("exit 0");
      writing.join();
    }

    assertThat(frames).containsExactly(stdin(0, "he"), stdin(2, "l"), stdin(3, "lo"), end(5));
  }

  @Test
  void theFirstByteGoesWhereTheGatewaySays() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.controlling(0, 1000, 2000));
          take(request, 2);
          exit(request);
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(CONTROLLER, Streams.QUICK)) {
      Thread writing = writing(stream, "hello");
      assertThat(Streams.readAll(stream)).containsExactly("exit 0");
      writing.join();
    }

    assertThat(frames).containsExactly(stdin(1000, "hello"), end(1005));
  }

  @Test
  @Tag("I11")
  void aProcessThatClosedItsInputHoldsNoWriter() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.controlling(0, 0, 2));
          take(request, 1);
          request.send(new V1ServerFrame.Failed("stdin_closed", "closed"));
          request.send(Streams.output(Channel.STDOUT, 0, "x"));
          request.awaitAcknowledged(1);
          request.send(Streams.exit(0, 1));
          request.close(1000);
          request.silence();
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(CONTROLLER, Streams.QUICK)) {
      CompletableFuture<Boolean> written = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> written.complete(write(stream, "hello")));

      assertThat(Streams.readAll(stream))
          .containsExactly("stdin_closed: closed", "STDOUT@0 x", "exit 0");
      assertThat(written.get()).isFalse();
    }
  }

  @Test
  void anObserverWritesNothing() throws Exception {
    try (FakePeer peer = FakePeer.start(_ -> {});
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(StreamRequest.observer("e1"), Streams.QUICK)) {
      assertThat(write(stream, "hello")).isFalse();
      assertThat(stream.endStdin()).isFalse();
    }
  }

  @Test
  void aFlushASizeAndCreditAreAskedForAgainAfterACut() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.controlling(0, 0, 100));
          take(request, 3);
          if (connections.getAndIncrement() == 0) {
            throw new IOException("cut here");
          }
          request.send(new V1ServerFrame.Flushed("f1", new Offset(0)));
          exit(request);
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(CONTROLLER, Streams.QUICK)) {
      stream.grant(5000);
      stream.resize(new TerminalSize(80, 24));
      CompletableFuture<Offset> flushed = stream.flush();

      assertThat(Streams.readAll(stream)).containsExactly("exit 0");

      assertThat(flushed.get()).isEqualTo(Offset.ZERO);
    }
    List<V1ClientFrame> asked =
        List.of(
            new V1ClientFrame.Credit(5000),
            new V1ClientFrame.Resize(new TerminalSize(80, 24)),
            new V1ClientFrame.Flush("f1"));
    assertThat(frames.subList(0, 3)).isEqualTo(asked);
    assertThat(frames.subList(3, 6)).isEqualTo(asked);
  }

  @Test
  void aFlushThatTheEndOvertakesIsCancelled() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.controlling(0, 0, 100));
          exit(request);
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(CONTROLLER, Streams.QUICK)) {
      CompletableFuture<Offset> flushed = stream.flush();
      assertThat(Streams.readAll(stream)).containsExactly("exit 0");

      assertThatExceptionOfType(CancellationException.class).isThrownBy(flushed::join);
      assertThat(stream.flush()).isCancelled();
    }
  }

  private void take(FakePeer.Request request, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      frames.add(request.next());
    }
  }

  private static void exit(FakePeer.Request request) throws IOException {
    request.send(Streams.exit(0, 0));
    request.close(1000);
    request.silence();
  }

  private static Thread writing(ExecutionStream stream, String text) {
    return Thread.ofVirtual()
        .start(
            () -> {
              if (write(stream, text)) {
                endOf(stream);
              }
            });
  }

  private static boolean write(ExecutionStream stream, String text) {
    try {
      return stream.writeStdin(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void endOf(ExecutionStream stream) {
    try {
      stream.endStdin();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static V1ClientFrame stdin(long offset, String text) {
    return new V1ClientFrame.Stdin(new StdinOffset(offset), Payload.utf8(text));
  }

  private static V1ClientFrame end(long offset) {
    return new V1ClientFrame.EndStdin(new StdinOffset(offset));
  }
}
