package io.sluice.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void instantsAreOfAFixedRateAndMayBeNegative() {
    Schedule schedule = new Schedule(-7, 5);

    assertThat(schedule.at(0)).isEqualTo(-7);
    assertThat(schedule.at(1)).isEqualTo(-2);
    assertThat(schedule.at(1_000_000_000_000L)).isEqualTo(4_999_999_999_993L);
  }

  @Test
  void whatIsPastIsNotAwaited() {
    Schedule past = new Schedule(System.nanoTime() - 1_000_000_000, 1);

    past.await(0);

    assertThat(System.nanoTime()).isGreaterThan(past.at(0));
  }

  @Test
  void whatIsAwaitedIsThere() {
    Schedule soon = Schedule.in(1_000_000, 1_000_000);

    soon.await(1);

    assertThat(System.nanoTime() - soon.at(1)).isNotNegative();
  }

  @Test
  void timeThatStandsStillIsRefused() {
    assertThatThrownBy(() -> new Schedule(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
