package io.sluice.persistence.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("O12")
class PaceTest {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Pace TENTH = new Pace(200, PAUSE, 0.1);

  @Test
  void afterAShortStatementThePauseIsTheLeast() {
    assertThat(TENTH.after(Duration.ZERO)).isEqualTo(PAUSE);
    assertThat(TENTH.after(Duration.ofMillis(1))).isEqualTo(PAUSE);
  }

  @Test
  void afterALongOneStatementsHaveNoMoreThanTheirShare() {
    assertThat(TENTH.after(Duration.ofMillis(20))).isEqualTo(Duration.ofMillis(180));
    assertThat(new Pace(1, PAUSE, 0.25).after(Duration.ofSeconds(1)))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void inHasteTheyHaveHalfOfTheTimeOrMore() {
    assertThat(TENTH.inHaste().after(Duration.ofMillis(20))).isEqualTo(Duration.ofMillis(20));
    assertThat(new Pace(200, PAUSE, 0.8).inHaste()).isEqualTo(new Pace(200, PAUSE, 0.8));
  }

  @Test
  void atOnceNothingIsWaitedFor() {
    assertThat(Pace.AT_ONCE.after(Duration.ofHours(1))).isZero();
  }

  @Test
  void whatIsNoPaceIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(0, PAUSE, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(1, PAUSE.negated(), 1));
    for (double share : new double[] {0, -0.1, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Pace(1, PAUSE, share));
    }
  }
}
