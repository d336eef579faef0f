package io.sluice.protocol.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** One direction of a connection: bytes arrive late, in order, or not at all. */
final class Pipe<T> {
  private static final int FAST_MILLIS = 8;
  private static final int SLOW_MILLIS = 120;

  private final Scheduler scheduler;
  private final String name;
  private final Consumer<T> receiver;
  private final Deque<Frame<T>> onTheWay = new ArrayDeque<>();
  private final int mostMillis;
  private long lastDue;
  private boolean open = true;

  private static final class Frame<T> {
    private final T value;
    private final int bytes;
    private boolean lost;

    Frame(T value, int bytes) {
      this.value = value;
      this.bytes = bytes;
    }
  }

  Pipe(Scheduler scheduler, String name, Consumer<T> receiver) {
    this.scheduler = scheduler;
    this.name = name;
    this.receiver = receiver;
    this.mostMillis = scheduler.oneIn(8) ? SLOW_MILLIS : FAST_MILLIS;
  }

  /** Goes nowhere after a cut. */
  void send(T value, int bytes) {
    if (!open) {
      return;
    }
    Frame<T> frame = new Frame<>(value, bytes);
    onTheWay.add(frame);
    int delay =
        scheduler.oneIn(20) ? scheduler.below(40 * mostMillis) : scheduler.below(mostMillis);
    lastDue = Math.max(lastDue, scheduler.now() + delay);
    scheduler.after(lastDue - scheduler.now(), name, () -> arrive(frame));
  }

  private void arrive(Frame<T> frame) {
    if (!frame.lost) {
      onTheWay.remove(frame);
      scheduler.note(() -> name + " brings " + frame.value);
      receiver.accept(frame.value);
    }
  }

  /** In so many milliseconds nothing is on its way any more. */
  long drainsIn() {
    return Math.max(0, lastDue - scheduler.now());
  }

  /** Nothing more goes in; what is on its way arrives. */
  void close() {
    open = false;
  }

  /** What a cut took. */
  record Loss<T>(Iterable<T> frames, boolean withinAFrame) {}

  /** The bytes on their way arrive up to any of them; a frame of which one is missing is lost. */
  Loss<T> cut() {
    open = false;
    int bytes = onTheWay.stream().mapToInt(frame -> frame.bytes).sum();
    int arriving = scheduler.below(bytes + 1);
    int end = 0;
    boolean within = false;
    Deque<T> lost = new ArrayDeque<>();
    for (Frame<T> frame : onTheWay) {
      within |= end < arriving && arriving < end + frame.bytes;
      end += frame.bytes;
      frame.lost = end > arriving;
      if (frame.lost) {
        lost.add(frame.value);
      }
    }
    onTheWay.removeIf(frame -> frame.lost);
    return new Loss<>(lost, within);
  }

  /** Its receiver is gone. */
  void lose() {
    open = false;
    onTheWay.forEach(frame -> frame.lost = true);
    onTheWay.clear();
  }
}
