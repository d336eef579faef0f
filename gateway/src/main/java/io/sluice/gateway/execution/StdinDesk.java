package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.OfStdin;
import io.sluice.gateway.execution.IntakeMessage.WatchStdin;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** The input of one execution on its way to the runner, and who is told how far it came. */
final class StdinDesk {
  private static final Duration WATCH = Duration.ofSeconds(10);
  private static final IntakeMessage WATCH_OVER = new IntakeMessage.StdinWatchOver();

  private final TimerScheduler<IntakeMessage> timers;
  private final RunnerSide runner;
  private final StdinGate gate;
  private @Nullable WatchStdin watch;

  StdinDesk(ExecutionId id, TimerScheduler<IntakeMessage> timers, RunnerSide runner) {
    this.timers = timers;
    this.runner = runner;
    this.gate = new StdinGate(id);
  }

  /** Only the runner knows how far input came that an earlier life of this entity took. */
  void askRunner() {
    gate.askRunner();
  }

  /** Whether it can be taken, and said how far it came. */
  boolean isKnown() {
    return gate.isKnown();
  }

  void linkedAgain(RunnerFrame.Held held) {
    runner.send(gate.linkedAgain(held));
    tellNews();
  }

  StdinFacts facts() {
    return gate.facts();
  }

  void take(OfStdin message) {
    runner.send(gate.take(message));
    tellNews();
  }

  void applied(StdinOffset upTo, boolean noMore) {
    runner.send(gate.applied(upTo, noMore));
    tellNews();
  }

  void close() {
    gate.close();
    tellNews();
  }

  /** One question at a time: an earlier one is answered as it is. */
  void watch(WatchStdin message) {
    tell(new StdinNews.Stands(facts()));
    watch = message;
    timers.startSingleTimer(WATCH_OVER, WATCH_OVER, WATCH);
    tellNews();
  }

  void watchOver() {
    tell(new StdinNews.Stands(facts()));
  }

  /** Who had control has it no more: what it wrote and was taken stays. */
  void writerGone() {
    gate.forgetWaiting();
    tell(new StdinNews.Superseded());
  }

  private void tellNews() {
    if (watch != null && !watch.known().equals(facts())) {
      tell(new StdinNews.Stands(facts()));
    }
  }

  private void tell(StdinNews news) {
    WatchStdin waiting = watch;
    watch = null;
    timers.cancel(WATCH_OVER);
    if (waiting != null) {
      waiting.replyTo().tell(news);
    }
  }
}
