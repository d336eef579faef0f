package io.sluice.gateway.bench.journal;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An execution without a process: its reports are what a load offers. Holds the window of the link
 * as a runner does, and frames leave in the order of their numbers.
 */
final class LoadedExecution {
  /** Three are left for the ends. */
  static final int MOST_REPORTS = LinkLimits.OUTPUT_WINDOW_REPORTS - 3;

  private final ExecutionId id;
  private final Consumer<RunnerFrame> out;
  private final long beginNanos = System.nanoTime();
  private final Semaphore roomBytes = new Semaphore(LinkLimits.OUTPUT_WINDOW_BYTES, true);
  private final Semaphore roomReports = new Semaphore(MOST_REPORTS, true);
  private final Deque<Sent> unacknowledged = new ArrayDeque<>();
  private long lastSequence;
  private boolean ended;
  private @Nullable Throwable failure;

  /** A report of output that left. */
  private record Sent(long sequence, int bytes, CompletableFuture<Long> durable) {}

  LoadedExecution(ExecutionId id, Consumer<RunnerFrame> out) {
    this.id = id;
    this.out = out;
  }

  /** Waits for room in the window. */
  CompletableFuture<Long> append(Payload record) throws InterruptedException {
    roomReports.acquire();
    roomBytes.acquire(record.size());
    synchronized (this) {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      Sent sent = new Sent(++lastSequence, record.size(), new CompletableFuture<>());
      unacknowledged.add(sent);
      report(new Report.Output(sent.sequence(), Channel.STDOUT, micros(), record));
      return sent.durable();
    }
  }

  /** The journal has everything up to this number. */
  void acknowledged(long sequence) {
    long now = System.nanoTime();
    synchronized (this) {
      while (!unacknowledged.isEmpty() && unacknowledged.getFirst().sequence() <= sequence) {
        Sent sent = unacknowledged.remove();
        roomReports.release();
        roomBytes.release(sent.bytes());
        sent.durable().complete(now);
      }
    }
  }

  /** Its process ended well, after all that was written. */
  synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    for (Channel channel : List.of(Channel.STDOUT, Channel.STDERR)) {
      report(new Report.ChannelEnded(++lastSequence, channel, micros(), ChannelEnding.COMPLETE));
    }
    report(new Report.Exited(++lastSequence, micros(), new ExitStatus.Code(0), false));
  }

  synchronized RunnerFrame.Flushed flushed(long number) {
    return new RunnerFrame.Flushed(id, number, lastSequence);
  }

  /** The link broke: nothing more is answered. */
  synchronized void failed(Throwable why) {
    unacknowledged.forEach(sent -> sent.durable().completeExceptionally(why));
    unacknowledged.clear();
    failure = why;
    roomReports.release(MOST_REPORTS); // Who waits for room is told too.
    roomBytes.release(LinkLimits.OUTPUT_WINDOW_BYTES);
  }

  private void report(Report report) {
    out.accept(new RunnerFrame.Reported(id, report));
  }

  private long micros() {
    return (System.nanoTime() - beginNanos) / 1_000;
  }
}
