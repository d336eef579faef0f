package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What finds losses in other tests finds them. */
class RepeatsIT {
  private static final String WRITTEN = Lines.numbered(100);

  @Test
  void whatIsWholeHasNone() {
    assertThat(Repeats.in(WRITTEN, WRITTEN)).isEmpty();
  }

  @Test
  void eachJumpBackIsMeasured() {
    String received = WRITTEN.substring(0, 400) + WRITTEN.substring(300, 700) + WRITTEN;

    assertThat(Repeats.in(received, WRITTEN)).containsExactly(100, 700);
  }

  @Test
  void whatIsMissingIsNamed() {
    String received = WRITTEN.substring(0, 406) + WRITTEN.substring(407);

    assertThatThrownBy(() -> Repeats.in(received, WRITTEN))
        .isInstanceOf(AssertionError.class)
        .hasMessage("from 406 to 407 is missing");
  }

  @Test
  void aMissingEndIsNamed() {
    assertThatThrownBy(() -> Repeats.in(WRITTEN.substring(0, 790), WRITTEN))
        .isInstanceOf(AssertionError.class)
        .hasMessage("ends at 790 of 800");
  }

  @Test
  void whatWasNeverWrittenIsShown() {
    String received = WRITTEN.substring(0, 400) + "x" + WRITTEN.substring(401);

    assertThatThrownBy(() -> Repeats.in(received, WRITTEN))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("at 400 came what was not written: x");
  }
}
