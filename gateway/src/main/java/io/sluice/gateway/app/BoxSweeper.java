package io.sluice.gateway.app;

import io.sluice.gateway.box.BoxKeeper;
import io.sluice.persistence.index.StorageUnavailable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has boxes looked after, one sweep at a time. */
final class BoxSweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoxSweeper.class);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final BoxKeeper keeper;
  private final Duration every;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sluice-boxes").factory());

  BoxSweeper(BoxKeeper keeper, Duration every) {
    this.keeper = keeper;
    this.every = every;
  }

  void start() {
    long pause = every.toMillis();
    var _ = thread.scheduleWithFixedDelay(this::run, pause, pause, TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      keeper.sweep();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (StorageUnavailable toldAlready) {
      LOG.debug("boxes are not looked after now", toldAlready);
    } catch (RuntimeException failed) {
      LOG.warn("boxes are not looked after now", failed);
    }
  }

  /** What is being stopped now is stopped by the next start. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the look at boxes did not stop in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
