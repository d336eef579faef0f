package io.sluice.bridge.process;

import static io.sluice.bridge.process.Native.INT;
import static io.sluice.bridge.process.Native.LONG;
import static io.sluice.bridge.process.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** One epoll instance and the event descriptor that wakes it. Used by one thread, but for wake. */
final class Epoll implements AutoCloseable {
  static final int READABLE = 1;
  static final int WRITABLE = 4;

  /** Reported whether asked for or not. */
  static final int BROKEN = 0x08 | 0x10;

  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;
  private static final int CLOEXEC = 0x80000;
  private static final int NONBLOCK = 0x800;
  private static final int BATCH = 128;
  private static final long WAKE_KEY = 0;

  /** struct epoll_event is packed on amd64 only. */
  private static final int STRIDE = "amd64".equals(System.getProperty("os.arch")) ? 12 : 16;

  private static final ValueLayout.OfLong KEY = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt EVENTS = ValueLayout.JAVA_INT_UNALIGNED;

  private static final MethodHandle CREATE =
      Native.withErrno("epoll_create1", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle CONTROL =
      Native.withErrno("epoll_ctl", FunctionDescriptor.of(INT, INT, INT, INT, POINTER));
  private static final MethodHandle WAIT =
      Native.withErrno("epoll_wait", FunctionDescriptor.of(INT, INT, POINTER, INT, INT));
  private static final MethodHandle EVENT_DESCRIPTOR =
      Native.withErrno("eventfd", FunctionDescriptor.of(INT, INT, INT));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = Native.errnoState(arena);
  private final MemorySegment batch = arena.allocate((long) STRIDE * BATCH, 8);
  private final MemorySegment change = arena.allocate(STRIDE, 8);
  private final MemorySegment one = arena.allocate(LONG);
  private final MemorySegment counter = arena.allocate(LONG);
  private final int epoll;
  private final int waker;

  Epoll() throws SystemCallFailed {
    try {
      int created = (int) CREATE.invokeExact(state, CLOEXEC);
      epoll = Errno.check("epoll_create1", created < 0 ? -Native.errno(state) : created);
      int event = (int) EVENT_DESCRIPTOR.invokeExact(state, 0, CLOEXEC | NONBLOCK);
      waker = Errno.check("eventfd", event < 0 ? -Native.errno(state) : event);
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
    one.set(LONG, 0, 1);
    add(waker, READABLE, WAKE_KEY);
  }

  /** What happened to the descriptor that was added with the key. */
  @FunctionalInterface
  interface Handler {
    void ready(long key, int events);
  }

  /** Keys are above 0 and never used twice, so that a late event finds nobody. */
  void add(int descriptor, int events, long key) throws SystemCallFailed {
    Errno.check("epoll_ctl", control(ADD, descriptor, events, key));
  }

  void modify(int descriptor, int events, long key) throws SystemCallFailed {
    Errno.check("epoll_ctl", control(MODIFY, descriptor, events, key));
  }

  void remove(int descriptor) throws SystemCallFailed {
    Errno.check("epoll_ctl", control(DELETE, descriptor, 0, WAKE_KEY));
  }

  /** From any thread: the wait that runs, or the next one, returns. */
  void wake() {
    Descriptors.write(waker, one, LONG.byteSize());
  }

  /**
   * Waits for events and hands them over.
   *
   * @param timeoutMillis below 0: for ever
   */
  void await(int timeoutMillis, Handler handler) {
    int count = await(timeoutMillis);
    for (int i = 0; i < count; i++) {
      long at = (long) i * STRIDE;
      long key = batch.get(KEY, at + STRIDE - LONG.byteSize());
      if (key == WAKE_KEY) {
        Descriptors.read(waker, counter, LONG.byteSize());
      } else {
        handler.ready(key, batch.get(EVENTS, at));
      }
    }
  }

  @Override
  public void close() {
    Descriptors.close(waker);
    Descriptors.close(epoll);
    arena.close();
  }

  private int await(int timeoutMillis) {
    try {
      return (int) WAIT.invokeExact(state, epoll, batch, BATCH, timeoutMillis);
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  private int control(int operation, int descriptor, int events, long key) {
    change.set(EVENTS, 0, events);
    change.set(KEY, STRIDE - LONG.byteSize(), key);
    try {
      int result = (int) CONTROL.invokeExact(state, epoll, operation, descriptor, change);
      return result < 0 ? -Native.errno(state) : result;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }
}
