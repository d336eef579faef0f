package io.sluice.protocol.client;

import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1ServerFrame;
import io.sluice.protocol.wire.V1ServerFrame.StdinWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a stream sends, over whichever connection there is: what one cut off, the next one carries
 * again. Its methods may be called from any thread.
 */
final class Uplink {
  private final KeptStdin stdin = new KeptStdin();
  private final Map<String, CompletableFuture<Offset>> flushes = new LinkedHashMap<>();
  private final ReentrantLock sending = new ReentrantLock();
  private @Nullable V1Connection connection;
  private @Nullable TerminalSize size;
  private long extraCredit;
  private long lastFlush;
  private boolean over;

  KeptStdin stdin() {
    return stdin;
  }

  /**
   * From here on it goes over this one.
   *
   * @param window null for an observer
   * @return false when the gateway has input that was not written here
   */
  boolean opened(V1Connection next, @Nullable StdinWindow window) throws InterruptedException {
    sending.lockInterruptibly();
    try {
      if (window != null && !stdin.opened(window)) {
        return false;
      }
      synchronized (this) {
        connection = next;
      }
      for (V1ClientFrame frame : owed()) {
        next.send(frame);
      }
      pump();
      return true;
    } finally {
      sending.unlock();
    }
  }

  private synchronized List<V1ClientFrame> owed() {
    List<V1ClientFrame> frames = new ArrayList<>();
    if (extraCredit > 0) {
      frames.add(new V1ClientFrame.Credit(extraCredit));
    }
    if (size != null) {
      frames.add(new V1ClientFrame.Resize(size));
    }
    flushes.keySet().forEach(id -> frames.add(new V1ClientFrame.Flush(id)));
    return frames;
  }

  /** The connection is over. */
  synchronized void lost() {
    connection = null;
  }

  private synchronized @Nullable V1Connection current() {
    return connection;
  }

  /** Sends the input that may be sent, in order. */
  void pump() throws InterruptedException {
    sending.lockInterruptibly();
    try {
      V1Connection current = current();
      while (current != null) {
        V1ClientFrame frame = stdin.next();
        current = frame != null && current.send(frame) ? current() : null;
      }
    } finally {
      sending.unlock();
    }
  }

  /** Whether all of it was taken. */
  boolean write(ByteBuffer bytes) throws InterruptedException {
    while (bytes.hasRemaining()) {
      if (!stdin.take(bytes)) {
        return false;
      }
      pump();
    }
    return true;
  }

  boolean end() throws InterruptedException {
    boolean wanted = stdin.end();
    pump();
    return wanted;
  }

  void resize(TerminalSize wanted) throws InterruptedException {
    synchronized (this) {
      size = wanted;
    }
    sendNow(new V1ClientFrame.Resize(wanted));
  }

  void grant(long bytes) throws InterruptedException {
    synchronized (this) {
      extraCredit = Math.addExact(extraCredit, bytes);
    }
    sendNow(new V1ClientFrame.Credit(bytes));
  }

  CompletableFuture<Offset> flush() throws InterruptedException {
    CompletableFuture<Offset> answer = new CompletableFuture<>();
    String id;
    synchronized (this) {
      if (over) {
        answer.cancel(false);
        return answer;
      }
      lastFlush++;
      id = "f" + lastFlush;
      flushes.put(id, answer);
    }
    sendNow(new V1ClientFrame.Flush(id));
    return answer;
  }

  /** Whether a connection took it. */
  boolean sendNow(V1ClientFrame frame) throws InterruptedException {
    V1Connection current = current();
    return current != null && current.send(frame);
  }

  /** Takes what the gateway says about what was sent. */
  void heard(V1ServerFrame frame) throws InterruptedException {
    switch (frame) {
      case V1ServerFrame.StdinAcknowledged(var offset) -> stdin.acknowledged(offset);
      case V1ServerFrame.StdinCredit(var upTo) -> {
        stdin.credited(upTo);
        pump();
      }
      case V1ServerFrame.Flushed(String id, var offset) -> flushed(id, offset);
      case V1ServerFrame.Attached _,
          V1ServerFrame.Output _,
          V1ServerFrame.Position _,
          V1ServerFrame.Gap _,
          V1ServerFrame.ChannelEnded _,
          V1ServerFrame.Exit _,
          V1ServerFrame.Preempted _,
          V1ServerFrame.Failed _ -> {}
    }
  }

  private void flushed(String id, Offset offset) {
    CompletableFuture<Offset> answer;
    synchronized (this) {
      answer = flushes.remove(id);
    }
    if (answer != null) {
      answer.complete(offset);
    }
  }

  /** Nothing is sent any more; whoever waits is told. */
  void over() {
    stdin.refuse();
    Map<String, CompletableFuture<Offset>> waiting;
    synchronized (this) {
      over = true;
      connection = null;
      waiting = Map.copyOf(flushes);
      flushes.clear();
    }
    waiting.values().forEach(answer -> answer.completeExceptionally(new CancellationException()));
  }
}
