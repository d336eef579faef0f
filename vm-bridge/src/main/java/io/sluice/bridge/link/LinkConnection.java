package io.sluice.bridge.link;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkFault;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One WebSocket to the gateway. Frames are sent by one thread, and received one at a time. */
final class LinkConnection implements WebSocket.Listener, AutoCloseable {
  private static final long CHECK_MILLIS = 500;
  private static final long CLOSE_SECONDS = 2;

  /** The client of the JDK may miss that the peer closed; then the second ping from here fails. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Consumer<GatewayFrame> receiver;
  private final Runnable whenClosed;
  private final LongSupplier nanoClock;
  private final long silenceNanos;
  private final MessageAssembly assembly = new MessageAssembly();
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private volatile long heardAtNanos;
  private long sentAtNanos;
  private @Nullable String closedBecause;

  private LinkConnection(
      Consumer<GatewayFrame> receiver,
      Runnable whenClosed,
      LongSupplier nanoClock,
      Duration silence) {
    this.receiver = receiver;
    this.whenClosed = whenClosed;
    this.nanoClock = nanoClock;
    this.silenceNanos = silence.toNanos();
    this.heardAtNanos = nanoClock.getAsLong();
    this.sentAtNanos = heardAtNanos;
  }

  /**
   * Dials and waits for the upgrade.
   *
   * @param receiver takes frames until the close and none after it
   * @param whenClosed told, perhaps more than once, that the connection is of no use any more
   */
  static LinkConnection dial(
      HttpClient client,
      RunnerSettings settings,
      Consumer<GatewayFrame> receiver,
      Runnable whenClosed,
      LongSupplier nanoClock)
      throws LinkFailed, InterruptedException {
    LinkTiming timing = settings.timing();
    LinkConnection connection =
        new LinkConnection(receiver, whenClosed, nanoClock, timing.silence());
    CompletableFuture<WebSocket> upgrade =
        client
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + settings.token())
            .subprotocols(LinkLimits.SUBPROTOCOL)
            .connectTimeout(timing.answer())
            .buildAsync(settings.endpoint(), connection);
    connection.socket.complete(await(upgrade, timing.answer()));
    return connection;
  }

  void send(RunnerFrame frame) throws LinkFailed, InterruptedException {
    awaitSent(
        switch (encode(frame)) {
          case LinkMessage.Text(String json) -> socket.join().sendText(json, true);
          case LinkMessage.Binary(Payload bytes) ->
              socket.join().sendBinary(bytes.asByteBuffer(), true);
        });
  }

  /** A peer that is gone without a word is noticed by who writes: who only waits hears nothing. */
  void pingWhenQuiet() throws LinkFailed, InterruptedException {
    if (nanoClock.getAsLong() - sentAtNanos > QUIET.toNanos()) {
      awaitSent(socket.join().sendPing(ByteBuffer.allocate(0)));
    }
  }

  private void awaitSent(CompletableFuture<WebSocket> sending)
      throws LinkFailed, InterruptedException {
    do {
      requireAlive();
    } while (!isSent(sending));
    sentAtNanos = nanoClock.getAsLong();
  }

  /** A hello that names very many executions may exceed the bound. */
  private static LinkMessage encode(RunnerFrame frame) throws LinkFailed {
    try {
      return LinkCodec.encode(frame);
    } catch (LinkFault tooLong) {
      throw new LinkFailed("a frame cannot be sent: " + tooLong.getMessage(), tooLong);
    }
  }

  /** Throws when it is closed, or when nothing was heard for too long. */
  void requireAlive() throws LinkFailed {
    synchronized (this) {
      if (closedBecause != null) {
        throw new LinkFailed(closedBecause);
      }
    }
    if (nanoClock.getAsLong() - heardAtNanos > silenceNanos) {
      throw new LinkFailed("the gateway was silent for too long");
    }
  }

  /** Says goodbye when that is still possible. */
  void closeInOrder() throws InterruptedException {
    try {
      socket.join().sendClose(WebSocket.NORMAL_CLOSURE, "").get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException alreadyGone) {
      closed("the link was closed");
    }
  }

  /** When this returns no frame is being received, and none will be. */
  @Override
  public void close() {
    closed("the link was closed");
    socket.join().abort();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    return received(from, () -> assembly.text(data, last));
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    return received(from, () -> assembly.binary(data, last));
  }

  @Override
  public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    heardAtNanos = nanoClock.getAsLong();
    from.request(1);
    return DONE;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    heardAtNanos = nanoClock.getAsLong();
    from.request(1);
    return DONE;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    closed("the gateway closed the link with " + statusCode);
    return DONE;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed("the link broke: " + error);
  }

  private static final CompletionStage<?> DONE = CompletableFuture.completedStage(null);

  /** Completes a message, or does not yet. */
  @FunctionalInterface
  private interface Part {
    @Nullable LinkMessage assemble();
  }

  private CompletionStage<?> received(WebSocket from, Part part) {
    heardAtNanos = nanoClock.getAsLong();
    try {
      LinkMessage message = part.assemble();
      if (message != null) {
        deliver(LinkCodec.decodeGateway(message));
      }
      from.request(1);
    } catch (LinkFault fault) {
      closed("the gateway broke the contract: " + fault.reason() + ", " + fault.getMessage());
    }
    return DONE;
  }

  private synchronized void deliver(GatewayFrame frame) {
    if (closedBecause == null) {
      receiver.accept(frame);
    }
  }

  private void closed(String why) {
    synchronized (this) {
      closedBecause = closedBecause == null ? why : closedBecause;
    }
    whenClosed.run();
  }

  private static boolean isSent(CompletableFuture<WebSocket> sending)
      throws LinkFailed, InterruptedException {
    try {
      sending.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException failed) {
      throw new LinkFailed("the link broke while sending", failed);
    }
  }

  private static WebSocket await(CompletableFuture<WebSocket> upgrade, Duration patience)
      throws LinkFailed, InterruptedException {
    try {
      return upgrade.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      upgrade.cancel(true);
      throw new LinkFailed("the gateway did not answer");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof WebSocketHandshakeException refused
          ? new LinkFailed(
              "the gateway refused the link with " + refused.getResponse().statusCode())
          : new LinkFailed("the gateway cannot be reached: " + failed.getCause(), failed);
    }
  }
}
