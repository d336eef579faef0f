package io.sluice.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bridge.link.StdinIntake.Verdict;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.LinkLimits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StdinIntakeTest {
  private final StdinIntake intake = new StdinIntake();

  @Test
  @Tag("I12")
  void whatComesAgainIsPassedOverAndWhatOverlapsIsAppliedInPart() {
    Verdict first = offer(0, "abcd");
    Verdict again = offer(0, "abcd");
    Verdict overlap = offer(2, "cdef");

    assertThat(first).isEqualTo(new Verdict.Apply(Payload.utf8("abcd")));
    assertThat(again).isEqualTo(new Verdict.PassOver());
    assertThat(overlap).isEqualTo(new Verdict.Apply(Payload.utf8("ef")));
  }

  @Test
  @Tag("I12")
  void aGapIsRefusedAndNothingIsApplied() {
    Verdict gap = offer(1, "b");
    Verdict farGap = offer(Long.MAX_VALUE, "b");
    Verdict next = offer(0, "a");

    assertThat(gap).isInstanceOf(Verdict.Refuse.class);
    assertThat(farGap).isInstanceOf(Verdict.Refuse.class);
    assertThat(next).isEqualTo(new Verdict.Apply(Payload.utf8("a")));
  }

  @Test
  @Tag("I10")
  void inputPastTheWindowIsRefusedUntilTheProcessTookSome() {
    Payload half = Payload.owning(new byte[LinkLimits.STDIN_WINDOW_BYTES / 2]);
    intake.offer(new StdinOffset(0), half);
    intake.offer(new StdinOffset(half.size()), half);

    Verdict over = offer(2L * half.size(), "x");
    intake.written(1);
    Verdict after = offer(2L * half.size(), "x");

    assertThat(over).isInstanceOf(Verdict.Refuse.class);
    assertThat(after).isInstanceOf(Verdict.Apply.class);
    assertThat(intake.written()).isEqualTo(new StdinOffset(1));
  }

  @Test
  @Tag("I6")
  void theEndIsAppliedOnceAndOnlyAfterAllBytes() {
    offer(0, "ab");

    Verdict early = intake.end(new StdinOffset(3));
    Verdict end = intake.end(new StdinOffset(2));
    Verdict again = intake.end(new StdinOffset(2));
    Verdict late = offer(2, "c");

    assertThat(early).isInstanceOf(Verdict.Refuse.class);
    assertThat(end).isInstanceOf(Verdict.Apply.class);
    assertThat(again).isEqualTo(new Verdict.PassOver());
    assertThat(late).isEqualTo(new Verdict.PassOver());
  }

  @Test
  @Tag("I11")
  void afterTheProcessClosedItsInputEverythingIsPassedOver() {
    intake.close();

    assertThat(offer(0, "a")).isEqualTo(new Verdict.PassOver());
    assertThat(intake.end(new StdinOffset(7))).isEqualTo(new Verdict.PassOver());
    assertThat(intake.isClosed()).isTrue();
  }

  private Verdict offer(long offset, String text) {
    return intake.offer(new StdinOffset(offset), Payload.utf8(text));
  }
}
