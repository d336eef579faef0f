package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.testing.Actors;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Actors.class)
class ActivityTest {
  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Logs.Start START = new Logs.Start.AfterEntry(0);

  private final AtomicLong nanoTime = new AtomicLong();
  private final Activity activity = new Activity(nanoTime::get);
  private final ActorSystem<Void> system;

  ActivityTest(ActorSystem<Void> system) {
    this.system = system;
  }

  @Test
  void whatNobodyUsesIsIdleAfterThePeriod() {
    pass(PERIOD.plusNanos(1));

    assertThat(activity.isIdleFor(PERIOD)).isTrue();
  }

  @Test
  @Tag("C20")
  void aReaderKeepsItAwakeHoweverLongItsLogSaysNothing() {
    CompletableFuture<LogItem> last = new CompletableFuture<>();
    activity
        .watching(new SilentLog(last))
        .follow(new ExecutionId("e"), START)
        .runWith(Sink.ignore(), system);
    await().until(() -> !isIdleAfterTwoPeriods());

    pass(PERIOD.multipliedBy(100));
    boolean idleWhileItReads = activity.isIdleFor(PERIOD);
    last.complete(new LogItem.Journaled(new Entry(1, new Event.KillRequested(Instant.EPOCH))));

    assertThat(idleWhileItReads).isFalse();
    await().until(this::isIdleAfterTwoPeriods);
  }

  /** Has one item, some time. */
  private record SilentLog(CompletableFuture<LogItem> last) implements Logs {
    @Override
    public Source<LogItem, NotUsed> follow(ExecutionId id, Start from) {
      return Source.completionStage(last);
    }

    @Override
    public CompletionStage<Boolean> isWholeAfter(ExecutionId id, long number) {
      return CompletableFuture.completedStage(true);
    }
  }

  private boolean isIdleAfterTwoPeriods() {
    pass(PERIOD.multipliedBy(2));
    return activity.isIdleFor(PERIOD);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
