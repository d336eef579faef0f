package io.sluice.protocol.client;

import io.sluice.protocol.client.V1Inbox.Arrival;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One connection of a stream. One thread takes what it brings; any may send. */
final class V1Connection {
  private static final long SEND_SECONDS = 10;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
  private static final int LASTING = 4;

  private final WebSocket socket;
  private final V1Inbox inbox;
  private final Probe probe;
  private final ReentrantLock writing = new ReentrantLock();
  private int quietPauses;

  V1Connection(WebSocket socket, V1Inbox inbox, Duration probeAfter) {
    this.socket = socket;
    this.inbox = inbox;
    this.probe = new Probe(probeAfter);
  }

  /** The next arrival; null when the line was quiet and well for a while. */
  @Nullable Arrival take() throws InterruptedException {
    while (true) {
      Arrival arrival = inbox.poll(probe.pause());
      if (arrival != null) {
        probe.came();
        return arrival;
      }
      boolean alive = inbox.wasAlive();
      quietPauses += alive ? 1 : 0;
      switch (probe.silent(alive)) {
        case WAIT -> {}
        case ASK -> ask();
        case DEAD -> {
          return new Arrival.Broken("the gateway does not answer");
        }
      }
      if (quietPauses >= LASTING) {
        quietPauses = 0;
        return null;
      }
    }
  }

  /** Whether nothing more waits to be taken. */
  boolean isDrained() {
    return inbox.isEmpty();
  }

  /** A ping that cannot be sent is a cut; one that is not sent yet is only silence. */
  private void ask() {
    var _ =
        socket
            .sendPing(ByteBuffer.allocate(0))
            .whenComplete(
                (_, failure) -> {
                  if (failure instanceof IOException broken) {
                    inbox.put(new Arrival.Broken(String.valueOf(broken.getMessage())));
                  }
                });
  }

  /** Whether the socket took it; where not, the reader is told of the cut. */
  boolean send(V1ClientFrame frame) throws InterruptedException {
    writing.lockInterruptibly();
    try {
      CompletableFuture<WebSocket> sent =
          switch (V1Frames.encode(frame)) {
            case V1Message.Text(String json) -> socket.sendText(json, true);
            case V1Message.Binary(Payload bytes) -> socket.sendBinary(bytes.asByteBuffer(), true);
          };
      sent.get(SEND_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException failed) {
      inbox.put(new Arrival.Broken("it could not be written to: " + failed.getMessage()));
      socket.abort();
      return false;
    } finally {
      writing.unlock();
    }
  }

  /** Makes the reader look around. */
  void wake() {
    inbox.put(new Arrival.Woken());
  }

  /** After the exit: the gateway closes, and whoever leaves before it may look like a cut. */
  void awaitClose() throws InterruptedException {
    Arrival arrival = inbox.poll(CLOSE_WAIT);
    while (arrival instanceof Arrival.Message || arrival instanceof Arrival.Woken) {
      arrival = inbox.poll(CLOSE_WAIT);
    }
  }

  void abort() {
    socket.abort();
  }
}
