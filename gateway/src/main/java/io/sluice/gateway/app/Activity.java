package io.sluice.gateway.app;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.Source;

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

  /** The same logs; whoever reads one, however slowly, uses the gateway. */
  Logs watching(Logs logs) {
    return new Logs() {
      @Override
      public Source<LogItem, NotUsed> follow(ExecutionId id, Start from) {
        return Source.fromMaterializer((_, _) -> watched(logs.follow(id, from)))
            .mapMaterializedValue(_ -> NotUsed.getInstance());
      }

      @Override
      public CompletionStage<Boolean> isWholeAfter(ExecutionId id, long number) {
        return logs.isWholeAfter(id, number);
      }
    };
  }

  private Source<LogItem, NotUsed> watched(Source<LogItem, NotUsed> log) {
    open.incrementAndGet();
    return log.watchTermination(
        (_, over) -> {
          over.whenComplete((_, _) -> used());
          return NotUsed.getInstance();
        });
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
