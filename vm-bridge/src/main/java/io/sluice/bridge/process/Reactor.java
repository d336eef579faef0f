package io.sluice.bridge.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads and writes all pipes and terminals and sees all exits. Everything but
 * {@link #execute} and {@link #close} is called on that thread.
 */
final class Reactor implements AutoCloseable {
  /** One read or write moves at most this much, so that no process holds the thread for long. */
  static final int TRANSFER_BYTES = 128 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Reactor.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier nanoClock;
  private final Epoll epoll;
  private final Map<Long, Watch> watches = new HashMap<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final MemorySegment transfer = Arena.ofAuto().allocate(TRANSFER_BYTES);
  private final Thread thread;
  private long lastKey;
  private boolean stopped;
  private final Object wakeLock = new Object();

  private boolean closed;

  private Reactor(LongSupplier nanoClock, Epoll epoll) {
    this.nanoClock = nanoClock;
    this.epoll = epoll;
    this.thread = Thread.ofPlatform().name("sluice-reactor").daemon(true).unstarted(this::run);
  }

  static Reactor start(LongSupplier nanoClock) throws SystemCallFailed {
    Reactor reactor = new Reactor(nanoClock, new Epoll());
    reactor.thread.start();
    return reactor;
  }

  /** A descriptor under watch; the descriptor stays its owner's. */
  final class Watch {
    private final int descriptor;
    private final long key;
    private final IntConsumer handler;
    private boolean added;

    private Watch(int descriptor, long key, IntConsumer handler) {
      this.descriptor = descriptor;
      this.key = key;
      this.handler = handler;
    }

    /** Asks for these events, and for {@link Epoll#BROKEN}, which cannot be declined. */
    void ask(int events) throws SystemCallFailed {
      if (added) {
        epoll.modify(descriptor, events, key);
        return;
      }
      epoll.add(descriptor, events, key);
      added = true;
      watches.put(key, this);
    }

    /** Hears nothing more, until it asks again. */
    void rest() {
      if (!added) {
        return;
      }
      added = false;
      watches.remove(key);
      try {
        epoll.remove(descriptor);
      } catch (SystemCallFailed failed) {
        LOG.warn("a descriptor could not be unwatched: {}", failed.getMessage());
      }
    }
  }

  /** Something to do later. */
  final class Timer implements Comparable<Timer> {
    private final long deadlineNanos;
    private final Runnable action;

    private Timer(long deadlineNanos, Runnable action) {
      this.deadlineNanos = deadlineNanos;
      this.action = action;
    }

    void cancel() {
      timers.remove(this);
    }

    @Override
    public int compareTo(Timer other) {
      return Long.compare(deadlineNanos - other.deadlineNanos, 0);
    }
  }

  Watch watch(int descriptor, IntConsumer handler) {
    return new Watch(descriptor, ++lastKey, handler);
  }

  Timer schedule(long delayNanos, Runnable action) {
    Timer timer = new Timer(nanoClock.getAsLong() + delayNanos, action);
    timers.add(timer);
    return timer;
  }

  long nanos() {
    return nanoClock.getAsLong();
  }

  /** Room for one transfer; its content lasts until the next one. */
  MemorySegment transferBuffer() {
    return transfer;
  }

  /** From any thread; in the order of the calls of each thread. */
  void execute(Runnable task) {
    tasks.add(task);
    if (woken.compareAndSet(false, true)) {
      wake();
    }
  }

  /** Ends the thread; what was executed before is done. */
  @Override
  public void close() {
    execute(() -> stopped = true);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException wait) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopped) {
      epoll.await(millisToNextTimer(), this::dispatch);
      runTasks();
      runTimers();
    }
    synchronized (wakeLock) {
      closed = true;
      epoll.close();
    }
  }

  /** Never after the close: the descriptor's number may be another's by then. */
  private void wake() {
    synchronized (wakeLock) {
      if (!closed) {
        epoll.wake();
      }
    }
  }

  private void dispatch(long key, int events) {
    Watch watch = watches.get(key);
    if (watch != null) {
      guarded(() -> watch.handler.accept(events));
    }
  }

  private void runTasks() {
    woken.set(false);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      guarded(task);
    }
  }

  private void runTimers() {
    long now = nanoClock.getAsLong();
    for (Timer due = timers.peek();
        due != null && due.deadlineNanos - now <= 0;
        due = timers.peek()) {
      timers.remove();
      guarded(due.action);
    }
  }

  /** Rounded up: a wait that ends early would only spin. */
  private int millisToNextTimer() {
    Timer next = timers.peek();
    if (next == null) {
      return -1;
    }
    long nanos = Math.max(0, next.deadlineNanos - nanoClock.getAsLong());
    return (int) Math.min(Integer.MAX_VALUE, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
  }

  /** One process's fault must not end the thread that serves the others. */
  private static void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException failed) {
      LOG.error("the reactor met an unexpected failure", failed);
    }
  }
}
