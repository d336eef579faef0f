package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000;

  /** Time that goes by only when somebody waits, or says so. */
  private static final class Hands implements Pace.Clock {
    private final List<Duration> waits = new ArrayList<>();
    private long now = 5;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void await(long nanos) {
      waits.add(Duration.ofNanos(nanos));
      now += nanos;
    }
  }

  private final Hands clock = new Hands();

  private List<Duration> waits(
      double speed, @Nullable Duration from, @Nullable Duration idle, long... seconds)
      throws InterruptedException {
    Pace pace = new Pace(clock, speed, from, idle);
    for (long second : seconds) {
      pace.await(second * SECOND);
    }
    return clock.waits;
  }

  private static List<Duration> seconds(double... seconds) {
    List<Duration> all = new ArrayList<>();
    for (double second : seconds) {
      all.add(Duration.ofMillis(Math.round(second * 1000)));
    }
    return all;
  }

  @Test
  @Tag("T5")
  void outputComesAsFastAsItCame() throws Exception {
    assertThat(waits(1, null, null, 1, 1, 4, 4)).isEqualTo(seconds(1, 3));
  }

  @Test
  void orSoManyTimesAsFast() throws Exception {
    assertThat(waits(2, null, null, 1, 4)).isEqualTo(seconds(0.5, 1.5));
  }

  @Test
  void noPauseIsLongerThanTheLimit() throws Exception {
    assertThat(waits(2, null, Duration.ofSeconds(2), 1, 100, 101)).isEqualTo(seconds(0.5, 1, 0.5));
  }

  @Test
  void whatCameBeforeItIsToBeginIsShownAtOnce() throws Exception {
    assertThat(waits(1, Duration.ofSeconds(10), null, 1, 9, 12, 13)).isEqualTo(seconds(2, 1));
  }

  @Test
  void aTimeThatGoesBackIsNoPause() throws Exception {
    assertThat(waits(1, null, null, 3, 1, 4)).isEqualTo(seconds(3, 1));
  }

  @Test
  void whatTookTimeItselfIsNotWaitedForAgain() throws Exception {
    Pace pace = new Pace(clock, 1, null, null);
    pace.await(SECOND);
    clock.now += 1_500_000_000;

    pace.await(2 * SECOND);
    pace.await(3 * SECOND);

    assertThat(clock.waits).isEqualTo(seconds(1, 0.5));
  }
}
