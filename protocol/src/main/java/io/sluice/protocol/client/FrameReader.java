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
 * Decodes what the gateway sends. A binary message is handed on part by part as it arrives, so its
 * size needs no memory; a text message is assembled up to a bound. It asks for the next frame after
 * the listener took the last one, and the JDK answers a Ping when it is that frame's turn: a Pong
 * therefore says that all output before the Ping was taken.
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
  private volatile boolean alive;
  private volatile boolean some;
  private volatile boolean busy;

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

  /** Whether output or a text came since the last question, or is being taken. */
  boolean tookSome() {
    boolean was = some || busy;
    some = false;
    return was;
  }

  /** Whether any other frame came since the last question. */
  boolean wasAlive() {
    boolean was = alive;
    alive = false;
    return was;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
    return wantsMore(socket);
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
    return wantsMore(socket);
  }

  private @Nullable CompletionStage<?> wantsMore(WebSocket socket) {
    alive = true;
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    busy = true;
    try {
      take(socket, data);
      if (last) {
        channel = null;
      }
      socket.request(1);
    } catch (IOException | ClientFailure failure) {
      fail(socket, failure);
    } finally {
      some = true;
      busy = false;
    }
    return null;
  }

  private void take(WebSocket socket, ByteBuffer data) throws IOException {
    if (!data.hasRemaining() || end.isDone()) {
      return;
    }
    Channel current = channel == null ? channelOf(data.get()) : channel;
    channel = current;
    int size = data.remaining();
    if (size == 0) {
      return;
    }
    boolean goOn = listener.output(current, position, data);
    position = position.plus(size);
    if (!goOn) {
      end.complete(new AttachEnd.Left());
      closed.complete(true);
      socket.abort();
    }
  }

  private static Channel channelOf(byte code) {
    return switch (code) {
      case 1 -> Channel.STDOUT;
      case 2 -> Channel.STDERR;
      default -> throw new UnexpectedAnswer("output came on channel " + code, null);
    };
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    some = true;
    try {
      if (text.length() + data.length() > MAX_TEXT_CHARACTERS) {
        throw new UnexpectedAnswer("a text frame is too long", null);
      }
      text.append(data);
      if (last) {
        control(HttpCalls.parse(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
    } catch (ClientFailure failure) {
      fail(socket, failure);
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
    return code == null
        ? new AttachEnd.ExitUnknown()
        : new AttachEnd.Exited(
            code, frame.path("reason").asText("exited"), frame.path("incomplete").asBoolean(false));
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

  private void fail(WebSocket socket, Exception failure) {
    end.completeExceptionally(failure);
    closed.complete(true);
    socket.abort();
  }
}
