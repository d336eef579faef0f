package io.sluice.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Gathers for a few threads that commit: while these commit, what is offered waits, and what waits
 * when one of them is free is its next commit, in the order of offering.
 *
 * @param <T> what is committed
 */
public final class CommitQueue<T> {
  /** A commit takes no more once it holds so much. */
  private static final long COMMIT_BYTES = 4L * 1024 * 1024;

  private final ToLongFunction<T> bytes;
  private final Consumer<List<T>> commit;
  private final BlockingQueue<T> waiting;
  private final int most;
  private final List<Thread> threads;

  /**
   * How much at once.
   *
   * @param commits threads that commit
   * @param waiting may wait; what exceeds it is refused
   * @param most may be one commit
   */
  public record Limits(int commits, int waiting, int most) {
    /** As many as gather are one commit. */
    public static Limits of(int commits, int waiting) {
      return new Limits(commits, waiting, Integer.MAX_VALUE);
    }
  }

  /**
   * Starts the threads.
   *
   * @param name of the threads, before their number from 1
   * @param bytes of one that is offered
   * @param commit is given at least one; called on each of the threads; must not throw
   */
  public CommitQueue(
      String name, Limits limits, ToLongFunction<T> bytes, Consumer<List<T>> commit) {
    this.bytes = bytes;
    this.commit = commit;
    this.waiting = new LinkedBlockingQueue<>(limits.waiting());
    this.most = limits.most();
    this.threads =
        IntStream.rangeClosed(1, limits.commits())
            .mapToObj(number -> Thread.ofPlatform().daemon().name(name + "-" + number))
            .map(thread -> thread.start(this::run))
            .toList();
  }

  /** False: too many wait, and it is not taken. */
  public boolean offer(T one) {
    return waiting.offer(one);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        commit.accept(next());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private List<T> next() throws InterruptedException {
    List<T> gathered = new ArrayList<>();
    T next = waiting.take();
    long sum = 0;
    while (next != null) {
      gathered.add(next);
      sum += bytes.applyAsLong(next);
      next = sum < COMMIT_BYTES && gathered.size() < most ? waiting.poll() : null;
    }
    return gathered;
  }

  /**
   * Ends the threads after what they commit now; waits for none of them.
   *
   * @return what waited and is not committed
   */
  public List<T> stop() {
    threads.forEach(Thread::interrupt);
    List<T> left = new ArrayList<>();
    waiting.drainTo(left);
    return left;
  }

  /** Waits for the threads to end; for after {@link #stop}. */
  public void awaitEnd() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
