package io.sluice.protocol.client;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a connection brought and nobody took yet. It reads ahead, so that pings are answered while a
 * consumer is slow, up to a bound that a gateway's own window stays below.
 */
final class V1Inbox implements WebSocket.Listener {
  private static final int MAX_HELD_BYTES = 4 * 1024 * 1024;
  private static final int COST_OF_ONE = 64;
  private static final int ABNORMAL = 1006;

  /** What comes out. */
  sealed interface Arrival {
    /** A whole message. */
    record Message(V1Message message) implements Arrival {}

    /** The peer closed. */
    record Closed(int code, String reason) implements Arrival {}

    /** It is over without a word of the peer's, or with one that no gateway says. */
    record Broken(String reason) implements Arrival {}

    /** Somebody wants the reader to look around. */
    record Woken() implements Arrival {}
  }

  private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
  private final StringBuilder text = new StringBuilder();
  private volatile boolean alive;
  private long heldBytes;
  private @Nullable WebSocket hungry;

  /** The next arrival; null when none came in time. */
  @Nullable Arrival poll(Duration atMost) throws InterruptedException {
    Arrival arrival = arrivals.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (arrival instanceof Arrival.Message(V1Message message)) {
      release(cost(message));
    }
    return arrival;
  }

  boolean isEmpty() {
    return arrivals.isEmpty();
  }

  /** Whether any frame came since the last question. */
  boolean wasAlive() {
    boolean was = alive;
    alive = false;
    return was;
  }

  /** From this side. */
  void put(Arrival arrival) {
    arrivals.add(arrival);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    if (binary.size() + data.remaining() > V1Frames.MAX_BINARY_BYTES) {
      return broken(socket, "a binary message is too big");
    }
    byte[] part = new byte[data.remaining()];
    data.get(part);
    if (last && binary.size() == 0) {
      return took(socket, new V1Message.Binary(Payload.owning(part)));
    }
    binary.writeBytes(part);
    if (!last) {
      return wantsMore(socket);
    }
    Payload whole = Payload.owning(binary.toByteArray());
    binary.reset();
    return took(socket, new V1Message.Binary(whole));
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    if (text.length() + data.length() > V1Frames.MAX_SERVER_TEXT_BYTES) {
      return broken(socket, "a text message is too big");
    }
    text.append(data);
    if (!last) {
      return wantsMore(socket);
    }
    String whole = text.toString();
    text.setLength(0);
    return took(socket, new V1Message.Text(whole));
  }

  private @Nullable CompletionStage<?> took(WebSocket socket, V1Message message) {
    alive = true;
    arrivals.add(new Arrival.Message(message));
    hold(socket, cost(message));
    return null;
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
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    arrivals.add(new Arrival.Closed(code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    arrivals.add(new Arrival.Closed(ABNORMAL, String.valueOf(error.getMessage())));
  }

  private @Nullable CompletionStage<?> broken(WebSocket socket, String reason) {
    arrivals.add(new Arrival.Broken(reason));
    socket.abort();
    return null;
  }

  private static long cost(V1Message message) {
    return COST_OF_ONE
        + switch (message) {
          case V1Message.Text(String json) -> 2L * json.length();
          case V1Message.Binary(Payload bytes) -> bytes.size();
        };
  }

  private synchronized void hold(WebSocket socket, long bytes) {
    heldBytes += bytes;
    if (heldBytes < MAX_HELD_BYTES) {
      socket.request(1);
    } else {
      hungry = socket;
    }
  }

  private synchronized void release(long bytes) {
    heldBytes -= bytes;
    WebSocket waiting = hungry;
    if (waiting != null && heldBytes < MAX_HELD_BYTES / 2) {
      hungry = null;
      waiting.request(1);
    }
  }
}
