package io.sluice.bridge.link;

import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to send: each execution that has something stands in the queue once and goes to
 * its end after one frame, so that a flood delays another by one frame. Answers to beats go first.
 */
final class FairQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashSet<HostedExecution> waiting = new LinkedHashSet<>();
  private @Nullable Long beat;
  private boolean woken;

  /** Who may send one frame. */
  sealed interface Turn {
    record Of(HostedExecution execution) implements Turn {}

    record Beat(long number) implements Turn {}

    /** Nobody, or {@link FairQueue#wake} was called. */
    record Nobody() implements Turn {}
  }

  void offer(HostedExecution execution) {
    lock.lock();
    try {
      waiting.add(execution);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Only the last beat is answered: it answers those before it too. */
  void beat(long number) {
    lock.lock();
    try {
      beat = number;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      waiting.clear();
      beat = null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits at most so long for a turn to give. */
  Turn take(long timeoutMillis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      while (waiting.isEmpty() && beat == null && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      if (beat != null) {
        long number = beat;
        beat = null;
        return new Turn.Beat(number);
      }
      return waiting.isEmpty() ? new Turn.Nobody() : new Turn.Of(waiting.removeFirst());
    } finally {
      lock.unlock();
    }
  }
}
