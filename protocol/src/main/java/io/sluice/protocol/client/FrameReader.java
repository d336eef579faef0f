package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what the gateway sends. A binary message is handed on part by part as it arrives, so
 * its size needs no memory; a text message is assembled up to a bound. It asks for the next frame
 * after the listener took the last one, and the JDK answers a Ping when it is that frame's turn:
 * a Pong therefore says that all output before the Ping was taken.
 */
final class FrameReader implements WebSocket.Listener {
  private static final int MAX_TEXT_CHARACTERS = 64 * 1024;
  private static final int ABNORMAL = 1006;

  private final AttachListener listener;
  private final CompletableFuture<AttachEnd> end = new CompletableFuture<>();
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private Offset position;
  private @Nullable Channel channel;

  FrameReader(AttachListener listener, Offset from) {
    this.listener = listener;
    this.position = from;
  }

  CompletableFuture<AttachEnd> end() {
    return end;
  }

  /** Completes when the connection is over. */
  CompletableFuture<Boolean> closed() {
    return closed;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    try {
      take(data);
      if (last) {
        channel = null;
      }
      socket.request(1);
    } catch (IOException failure) {
      fail(socket, failure);
    } catch (IllegalArgumentException unknownChannel) {
      fail(socket, new IOException(unknownChannel.getMessage(), unknownChannel));
    }
    return null;
  }

  private void take(ByteBuffer data) throws IOException {
    if (!data.hasRemaining()) {
      return;
    }
    Channel current = channel == null ? Channel.ofCode(data.get()) : channel;
    channel = current;
    int size = data.remaining();
    if (size > 0 && !end.isDone()) {
      listener.output(current, position, data);
      position = position.plus(size);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    try {
      if (text.length() + data.length() > MAX_TEXT_CHARACTERS) {
        throw new IOException("a text frame is over " + MAX_TEXT_CHARACTERS + " characters");
      }
      text.append(data);
      if (last) {
        control(HttpCalls.parse(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
    } catch (IOException failure) {
      fail(socket, failure);
    } catch (UnexpectedAnswer notJson) {
      fail(socket, new IOException(notJson.getMessage(), notJson));
    }
    return null;
  }

  private void control(JsonNode frame) {
    switch (frame.path("type").asText()) {
      case "exit" -> end.complete(exit(frame));
      case "error" ->
          listener.problem(frame.path("code").asText("unknown"), frame.path("message").asText());
      default -> {
        // A later version of the gateway may tell more; what is unknown is passed over.
      }
    }
  }

  private static AttachEnd exit(JsonNode frame) {
    Integer code = ExecutionInfo.exitCode(frame.path("exit_code"));
    return code == null ? new AttachEnd.ExitUnknown() : new AttachEnd.Exited(code);
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    end.complete(new AttachEnd.Cut(code, reason));
    closed.complete(true);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    end.complete(new AttachEnd.Cut(ABNORMAL, String.valueOf(error.getMessage())));
    closed.complete(true);
  }

  private void fail(WebSocket socket, IOException failure) {
    end.completeExceptionally(failure);
    closed.complete(true);
    socket.abort();
  }
}
