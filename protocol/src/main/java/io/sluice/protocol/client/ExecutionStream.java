package io.sluice.protocol.client;

import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.wire.V1ClientFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An execution by {@code sluice.v1}: each byte of its log once and in order, the end last, its
 * input exactly once, whatever happens to connections in between.
 *
 * <p>One thread at a time reads, by one of {@link #next}, {@link #items} and {@link #readTo}. An
 * item is acknowledged when the next one is asked for. All the rest may be called from any thread;
 * it goes on while somebody reads, since what the gateway answers comes on the same line.
 */
public final class ExecutionStream implements AutoCloseable {
  private final StreamReader reader;
  private @Nullable StreamEnd end;

  ExecutionStream(StreamReader reader) {
    this.reader = reader;
  }

  /**
   * Blocks for the next item; the last one is {@link StreamItem.Ended}.
   *
   * @throws NoSuchElementException after that
   */
  public StreamItem next() throws InterruptedException {
    if (end != null) {
      throw new NoSuchElementException("the stream is over: " + end);
    }
    StreamItem item = reader.next();
    if (item instanceof StreamItem.Ended(StreamEnd how)) {
      end = how;
    }
    return item;
  }

  /**
   * The items, each of which is blocked for. An interrupt leaves the thread interrupted and ends
   * the iteration with a {@link CancellationException}.
   */
  public Iterator<StreamItem> items() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return end == null;
      }

      @Override
      public StreamItem next() {
        try {
          return ExecutionStream.this.next();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new CancellationException("interrupted");
        }
      }
    };
  }

  /**
   * Hands every item but the end to the listener, until it has enough or the end comes.
   *
   * @throws IOException what the listener threw
   */
  public StreamEnd readTo(StreamListener listener) throws IOException, InterruptedException {
    while (true) {
      StreamItem item = next();
      if (item instanceof StreamItem.Ended(StreamEnd how)) {
        return how;
      }
      if (!listener.take(item)) {
        reader.acknowledge();
        close();
        return new StreamEnd.Left();
      }
    }
  }

  /** Tells the gateway now that all items handed out are done with; by the reading thread. */
  public void acknowledge() throws InterruptedException {
    reader.acknowledge();
  }

  /**
   * Sends input; blocks while the gateway gives no credit for more.
   *
   * @return false when no more input is wanted: an observer's, after its end, a process that closed
   *     it, a stream that is over
   */
  public boolean writeStdin(ByteBuffer bytes) throws InterruptedException {
    return reader.uplink().write(bytes);
  }

  /** No more input comes; true when somebody wants to know. */
  public boolean endStdin() throws InterruptedException {
    return reader.uplink().end();
  }

  /** Sizes the terminal, also after a cut. */
  public void resize(TerminalSize size) throws InterruptedException {
    reader.uplink().resize(size);
  }

  /** Sends a signal to the process group; false when there is no connection just now. */
  public boolean signal(Signal signal) throws InterruptedException {
    return reader.uplink().sendNow(new V1ClientFrame.SendSignal(signal));
  }

  /** Lets so many more bytes be on their way unacknowledged, now and after each cut. */
  public void grant(long bytes) throws InterruptedException {
    reader.uplink().grant(bytes);
  }

  /** Where everything that the process wrote before now ends; cancelled when the stream is over. */
  public CompletableFuture<Offset> flush() throws InterruptedException {
    return reader.uplink().flush();
  }

  /** Ends the reading as {@link StreamEnd.Left}; what was handed out last may come again. */
  public void leave() {
    reader.leave();
  }

  /** Leaves for good, whether somebody reads or not. */
  @Override
  public void close() {
    reader.leave();
    reader.abort();
  }
}
