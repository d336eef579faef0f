package io.sluice.gateway.app;

import io.sluice.gateway.attach.LogFollower;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/** Whether anybody uses the gateway; probes and runners do not count (C20). */
final class Activity {
  private final LongSupplier nanoTime;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong lastUse;

  Activity(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastUse = new AtomicLong(nanoTime.getAsLong());
  }

  Function<HttpRequest, CompletionStage<HttpResponse>> watching(
      Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    return request -> {
      String path = request.getUri().path();
      if (path.startsWith("/health/") || path.endsWith("/runners/connect")) {
        return handler.apply(request);
      }
      open.incrementAndGet();
      return handler.apply(request).whenComplete((_, _) -> used());
    };
  }

  /** Whoever reads a log, however slowly, uses the gateway. */
  LogFollower.Readers readers() {
    return new LogFollower.Readers() {
      @Override
      public void began() {
        open.incrementAndGet();
      }

      @Override
      public void ended() {
        used();
      }
    };
  }

  private void used() {
    lastUse.set(nanoTime.getAsLong());
    open.decrementAndGet();
  }

  /** Keeps it awake for another period, as an execution that runs does. */
  void touch() {
    lastUse.set(nanoTime.getAsLong());
  }

  boolean isIdleFor(Duration period) {
    return open.get() == 0 && nanoTime.getAsLong() - lastUse.get() > period.toNanos();
  }
}
