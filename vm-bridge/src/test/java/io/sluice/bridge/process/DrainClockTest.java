package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DrainClockTest {
  @Test
  @Tag("O6")
  void itRunsDownAndStopsAtNothing() {
    DrainClock clock = new DrainClock(100);

    clock.run(1_000);

    assertThat(clock.leftNanos(1_060)).isEqualTo(40);
    assertThat(clock.leftNanos(1_200)).isZero();
  }

  @Test
  @Tag("O7")
  void whileHaltedNothingIsUsedUp() {
    DrainClock clock = new DrainClock(100);
    clock.run(0);

    clock.halt(30);
    clock.run(5_000);
    clock.run(5_010);

    assertThat(clock.leftNanos(5_020)).isEqualTo(50);
  }
}
