package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.TerminalSize;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * An open stream. Writes block until the socket took the frame, one at a time: when the gateway
 * stops reading because stdin is full, they all wait, so a signal that must not wait goes by {@link
 * SluiceClient#signal}. A write returns false when the attachment is over.
 */
public final class Attachment implements AutoCloseable {
  private static final long CLOSE_MILLIS = 2_000;

  private final WebSocket socket;
  private final FrameReader reader;
  private final ReentrantLock writing = new ReentrantLock();

  Attachment(WebSocket socket, FrameReader reader) {
    this.socket = socket;
    this.reader = reader;
  }

  /**
   * Waits until the exit came or the stream was cut; every byte before it went to the listener. A
   * line that is silent is asked for life, since Java does not tell of every cut.
   *
   * @throws IOException what the listener threw
   * @throws UnexpectedAnswer for a frame that no gateway sends
   */
  public AttachEnd await() throws IOException, InterruptedException {
    return await(StreamSettings.PROBE_AFTER);
  }

  AttachEnd await(Duration probeAfter) throws IOException, InterruptedException {
    Probe probe = new Probe(probeAfter);
    while (true) {
      try {
        return end(probe.pause());
      } catch (TimeoutException _) {
        if (reader.tookSome()) {
          probe.came();
        } else {
          probe(probe.silent(reader.wasAlive()));
        }
      }
    }
  }

  private void probe(Probe.Verdict verdict) {
    switch (verdict) {
      case WAIT -> {}
      case ASK -> {
        var _ =
            socket
                .sendPing(ByteBuffer.allocate(0))
                .whenComplete(
                    (_, failure) -> {
                      if (failure instanceof IOException broken) {
                        reader.onError(socket, broken);
                      }
                    });
      }
      case DEAD -> {
        reader.onError(socket, new IOException("the gateway does not answer"));
        socket.abort();
      }
    }
  }

  private AttachEnd end(Duration atMost)
      throws IOException, InterruptedException, TimeoutException {
    try {
      return reader.end().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException listenerFailed -> throw listenerFailed;
        case ClientFailure wrongFrame -> throw wrongFrame;
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }

  /** Sends bytes to stdin as one message; none is no end of input. */
  public boolean writeStdin(ByteBuffer bytes) throws InterruptedException {
    return send(() -> socket.sendBinary(bytes, true));
  }

  /** Ends stdin. */
  public boolean endStdin() throws InterruptedException {
    return sendText(JsonNodeFactory.instance.objectNode().put("type", "stdin_eof"));
  }

  /** Sizes the terminal. */
  public boolean resize(TerminalSize size) throws InterruptedException {
    ObjectNode frame = JsonNodeFactory.instance.objectNode().put("type", "resize");
    return sendText(frame.put("cols", size.columns()).put("rows", size.rows()));
  }

  /** Sends a signal to the process group. */
  public boolean signal(int number) throws InterruptedException {
    ObjectNode frame = JsonNodeFactory.instance.objectNode().put("type", "signal");
    return sendText(frame.put("sig", number));
  }

  private boolean sendText(ObjectNode frame) throws InterruptedException {
    return send(() -> socket.sendText(frame.toString(), true));
  }

  private boolean send(Supplier<CompletableFuture<WebSocket>> frame) throws InterruptedException {
    writing.lockInterruptibly();
    try {
      frame.get().get();
      return true;
    } catch (ExecutionException _) {
      return false;
    } finally {
      writing.unlock();
    }
  }

  /** Leaves. After the exit it waits, bounded, for the gateway's close; before it, it cuts. */
  @Override
  public void close() {
    try {
      if (reader.end().isDone()) {
        reader.closed().get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // The exit is known; a gateway that does not close is left all the same.
    } finally {
      socket.abort();
    }
  }
}
