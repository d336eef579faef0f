package io.sluice.bridge.process;

import io.sluice.protocol.model.Payload;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes stdin as the process takes it. On the reactor's thread only. */
final class InputWriter {
  /** What the terminal's line discipline takes for an end of input at the start of a line. */
  private static final byte END_OF_FILE = 0x04;

  private final Reactor reactor;
  private final Reactor.Watch watch;
  private final int descriptor;
  private final boolean terminal;
  private final Owner owner;
  private final Deque<Payload> queue = new ArrayDeque<>();
  private boolean ending;
  private boolean insideLine;
  private boolean closed;

  InputWriter(Reactor reactor, int descriptor, boolean terminal, Owner owner) {
    this.reactor = reactor;
    this.descriptor = descriptor;
    this.terminal = terminal;
    this.owner = owner;
    this.watch = reactor.watch(descriptor, this::ready);
    ask(0);
  }

  /** Hears how far it came. */
  interface Owner {
    void written(int bytes);

    /** Once: the process takes no more, or the end was applied. */
    void inputClosed();
  }

  void offer(Payload bytes) {
    if (closed || ending || bytes.isEmpty()) {
      return;
    }
    queue.add(bytes);
    write();
  }

  void end() {
    if (closed || ending) {
      return;
    }
    ending = true;
    write();
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    queue.clear();
    watch.rest();
    Descriptors.close(descriptor);
    owner.inputClosed();
  }

  private void ready(int events) {
    if ((events & Epoll.BROKEN) != 0) {
      close();
      return;
    }
    write();
  }

  /** One transfer; the rest when the process made room. */
  private void write() {
    Payload next = queue.peek();
    if (next == null) {
      finishOrRest();
      return;
    }
    int count = transfer(next);
    if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
      ask(Epoll.WRITABLE);
      return;
    }
    if (count < 0) {
      close();
      return;
    }
    insideLine = next.at(count - 1) != '\n';
    queue.remove();
    if (count < next.size()) {
      queue.addFirst(next.slice(count, next.size()));
    }
    owner.written(count);
    if (queue.isEmpty()) {
      finishOrRest();
    } else {
      ask(Epoll.WRITABLE);
    }
  }

  private void finishOrRest() {
    if (!ending) {
      ask(0);
      return;
    }
    if (terminal && !endOfFileTyped()) {
      ask(Epoll.WRITABLE);
      return;
    }
    close();
  }

  /** Inside a line the first one only hands the line over; the second one is the end. */
  private boolean endOfFileTyped() {
    while (true) {
      int count = transfer(Payload.owning(new byte[] {END_OF_FILE}));
      if (count == -Errno.EAGAIN) {
        return false;
      }
      if (count <= 0 || !insideLine) {
        return true;
      }
      insideLine = false;
    }
  }

  private int transfer(Payload bytes) {
    MemorySegment buffer = reactor.transferBuffer();
    int count = (int) Math.min(bytes.size(), buffer.byteSize());
    buffer.asByteBuffer().put(bytes.slice(0, count).asByteBuffer());
    return Descriptors.write(descriptor, buffer, count);
  }

  private void ask(int events) {
    try {
      watch.ask(events);
    } catch (SystemCallFailed failed) {
      close();
    }
  }
}
