package io.sluice.gateway.bench.journal;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers in closed loops: each offers a record, waits for its answer once as many as may be are in
 * flight, and offers the next. What comes in the first part of the time is not counted.
 */
final class Load {
  private static final long PATIENCE_SECONDS = 120;

  /** This part of the time is for warming up. */
  private static final int WARM_PART = 4;

  private final Intake intake;
  private final Shape shape;
  private final Payload record;
  private final long countFrom;
  private final long countUntil;
  private final Latencies latencies = new Latencies();
  private final AtomicLong sent = new AtomicLong();

  private Load(Intake intake, Shape shape, Payload record, long begin, long nanos) {
    this.intake = intake;
    this.shape = shape;
    this.record = record;
    this.countFrom = begin + nanos / WARM_PART;
    this.countUntil = countFrom + nanos;
  }

  /** An offered record. */
  private record Offered(long nanos, CompletableFuture<Long> durable) {}

  /**
   * Runs one.
   *
   * @param seconds that count
   * @throws UserFailure when a record is refused, or not all are held in the end
   */
  static Measured run(Store store, Shape shape, long seconds)
      throws UserFailure, InterruptedException {
    try (Intake intake = store.open(shape)) {
      return run(store.name(), intake, shape, seconds);
    }
  }

  /** Into what is open; the intake stays the caller's. */
  static Measured run(String system, Intake intake, Shape shape, long seconds)
      throws UserFailure, InterruptedException {
    return run(system, intake, shape, random(shape.bytes()), Duration.ofSeconds(seconds));
  }

  /**
   * Of this record.
   *
   * @param time that counts
   */
  static Measured run(String system, Intake intake, Shape shape, Payload record, Duration time)
      throws UserFailure, InterruptedException {
    Load load = new Load(intake, shape, record, System.nanoTime(), time.toNanos());
    load.write();
    long sent = load.sent.get();
    long held = intake.heldBytes();
    if (held != sent) {
      throw new UserFailure(
          "%s holds %d bytes of %d that it acknowledged (%s)"
              .formatted(system, held, sent, shape.text()));
    }
    return Measured.of(system, shape, load.latencies, time);
  }

  /** What nothing can compress, the same each time. */
  static Payload random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Payload.owning(bytes);
  }

  private void write() throws UserFailure, InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < shape.writers(); writer++) {
        int number = writer;
        writers.add(executor.submit(() -> writeAs(number)));
      }
      try {
        for (Future<?> writer : writers) {
          writer.get();
        }
      } catch (ExecutionException failed) {
        executor.shutdownNow();
        throw new UserFailure("a load failed: " + failed.getCause(), failed);
      }
    }
  }

  private boolean writeAs(int writer)
      throws InterruptedException, ExecutionException, TimeoutException {
    Queue<Offered> waiting = new ArrayDeque<>();
    long number = 0;
    while (System.nanoTime() - countUntil < 0) {
      long nanos = System.nanoTime();
      waiting.add(new Offered(nanos, intake.append(writer, shape.stream(writer, number), record)));
      sent.addAndGet(shape.bytes());
      number++;
      if (waiting.size() == shape.inFlight()) {
        await(waiting.remove());
      }
    }
    while (!waiting.isEmpty()) {
      await(waiting.remove());
    }
    return true;
  }

  private void await(Offered offered)
      throws InterruptedException, ExecutionException, TimeoutException {
    long durable = offered.durable().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (durable - countFrom >= 0 && durable - countUntil < 0) {
      latencies.add(durable - offered.nanos());
    }
  }
}
