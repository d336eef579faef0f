package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.LogFollower;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ActivityTest {
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final AtomicLong nanoTime = new AtomicLong();
  private final Activity activity = new Activity(nanoTime::get);

  @Test
  void whatNobodyUsesIsIdleAfterThePeriod() {
    pass(PERIOD.plusNanos(1));

    assertThat(activity.isIdleFor(PERIOD)).isTrue();
  }

  @Test
  @Tag("C20")
  void aReaderKeepsItAwakeHoweverLongItsLogSaysNothing() {
    LogFollower.Readers readers = activity.readers();
    readers.began();

    boolean idleWhileItReads = isIdleAfterTwoPeriods();
    readers.ended();
    boolean idleAtOnce = activity.isIdleFor(PERIOD);

    assertThat(idleWhileItReads).isFalse();
    assertThat(idleAtOnce).isFalse();
    assertThat(isIdleAfterTwoPeriods()).isTrue();
  }

  private boolean isIdleAfterTwoPeriods() {
    pass(PERIOD.multipliedBy(2));
    return activity.isIdleFor(PERIOD);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
