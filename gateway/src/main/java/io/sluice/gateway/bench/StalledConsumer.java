package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import io.sluice.protocol.wire.V1ServerFrame;
import io.sluice.protocol.wire.WireFault;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An observer by {@code sluice.v1} that attaches and then reads nothing from its socket, until it
 * is told to catch up.
 */
final class StalledConsumer implements WebSocket.Listener, AutoCloseable {
  private final CompletableFuture<V1ServerFrame.Exit> exit = new CompletableFuture<>();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
  private final StringBuilder text = new StringBuilder();
  private final HttpClient http = HttpClient.newHttpClient();
  private final RecordReader records;
  private final WebSocket socket;

  StalledConsumer(ChildGateway.Access access, String execution, RecordLayout layout)
      throws UserFailure, InterruptedException {
    this.records = new RecordReader(layout, Offset.ZERO, (_, _) -> {});
    String base = access.url().toString().replaceFirst("^http", "ws");
    this.socket =
        Crowd.await(
            http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + access.key())
                .subprotocols(V1Frames.SUBPROTOCOL)
                .buildAsync(URI.create(base + "/v1/executions/" + execution + "/attach"), this));
  }

  /** Begins to read, and reads and acknowledges everything; blocks until the exit. */
  void catchUp() throws UserFailure, InterruptedException {
    socket.request(1);
    V1ServerFrame.Exit end = Crowd.await(exit);
    if (end.offset().bytes() != records.position()) {
      throw new UserFailure("output was lost: the exit came at " + records.position());
    }
  }

  /** It asks for nothing, unlike the usual listener. */
  @Override
  public void onOpen(WebSocket opened) {}

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    binary.writeBytes(part);
    if (last) {
      take(from, new V1Message.Binary(Payload.owning(binary.toByteArray())));
      binary.reset();
    } else {
      from.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      take(from, new V1Message.Text(text.toString()));
      text.setLength(0);
    } else {
      from.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    exit.completeExceptionally(
        new UserFailure("the stalled consumer was closed: " + code + " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    exit.completeExceptionally(error);
  }

  private void take(WebSocket from, V1Message message) {
    try {
      V1ServerFrame frame = V1Frames.decodeServer(message);
      if (frame instanceof V1ServerFrame.Output output) {
        records.take(output.offset(), output.payload().asByteBuffer());
        acknowledge(from);
      } else if (frame instanceof V1ServerFrame.Exit end) {
        exit.complete(end);
      } else {
        from.request(1);
      }
    } catch (UserFailure | WireFault wrong) {
      exit.completeExceptionally(wrong);
    }
  }

  private void acknowledge(WebSocket to) {
    var done = new V1ClientFrame.Acknowledge(new Offset(records.position()));
    if (V1Frames.encode(done) instanceof V1Message.Text(String json)) {
      var _ =
          to.sendText(json, true)
              .whenComplete(
                  (_, failure) -> {
                    if (failure == null) {
                      to.request(1);
                    } else {
                      exit.completeExceptionally(failure);
                    }
                  });
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
