package io.sluice.bridge.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readers of one process, and the bound on how long they go on after its exit. On the reactor's
 * thread only.
 */
final class OutputDrain {
  private final Reactor reactor;
  private final List<OutputReader> readers = new ArrayList<>();
  private @Nullable DrainClock clock;
  private Reactor.@Nullable Timer timer;

  OutputDrain(Reactor reactor) {
    this.reactor = reactor;
  }

  void add(OutputReader reader) {
    readers.add(reader);
    reader.resume();
  }

  boolean allEnded() {
    return readers.stream().allMatch(OutputReader::isEnded);
  }

  /** There was no room: until {@link #resume} the bound does not run. */
  void heldBack() {
    if (clock != null) {
      clock.halt(reactor.nanos());
    }
  }

  /** Tells once every reader has taken what was there before. */
  void flush(Runnable taken) {
    int[] open = {readers.size()};
    for (OutputReader reader : List.copyOf(readers)) {
      reader.flush(
          () -> {
            open[0]--;
            if (open[0] == 0) {
              taken.run();
            }
          });
    }
  }

  void resume() {
    readers.forEach(OutputReader::resume);
    run();
  }

  /** The process is gone: what is still open after the bound is given up. */
  void begin(long boundNanos) {
    clock = new DrainClock(boundNanos);
    run();
  }

  /** Closes without telling anyone. */
  void discard() {
    readers.forEach(OutputReader::discard);
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void run() {
    if (clock == null || allEnded()) {
      return;
    }
    long now = reactor.nanos();
    clock.run(now);
    stop();
    timer = reactor.schedule(clock.leftNanos(now), this::timeUp);
  }

  private void timeUp() {
    timer = null;
    if (clock != null && clock.isRunning()) {
      readers.stream().filter(reader -> !reader.isEnded()).forEach(OutputReader::finish);
    }
  }
}
