package io.sluice.protocol.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.JavadocTable;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.StdinIntake.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StdinIntakeTest {
  private static final int WINDOW = LinkLimits.STDIN_WINDOW_BYTES;

  private final StdinIntake intake = new StdinIntake(WINDOW);

  @Test
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(StdinIntake.class);

    List<String> actual = new ArrayList<>();
    inputs()
        .forEach(
            (name, input) ->
                actual.add(
                    JavadocTable.row(
                        name,
                        List.of(
                            word(input.apply(withFive())),
                            word(input.apply(ended())),
                            word(input.apply(closed()))))));

    assertThat(actual).containsExactlyElementsOf(documented);
  }

  private static Map<String, Function<StdinIntake, Verdict>> inputs() {
    Map<String, Function<StdinIntake, Verdict>> inputs = new LinkedHashMap<>();
    inputs.put("input, next", intake -> offer(intake, 5, new byte[3]));
    inputs.put("input, overlapping", intake -> offer(intake, 3, new byte[3]));
    inputs.put("input, known", intake -> offer(intake, 3, new byte[2]));
    inputs.put("input, after a gap", intake -> offer(intake, 6, new byte[1]));
    inputs.put("input, over window", intake -> offer(intake, 5, new byte[WINDOW]));
    inputs.put("end, here", intake -> intake.end(new StdinOffset(5)));
    inputs.put("end, elsewhere", intake -> intake.end(new StdinOffset(4)));
    return inputs;
  }

  private static StdinIntake withFive() {
    StdinIntake intake = new StdinIntake(WINDOW);
    offer(intake, 0, new byte[5]);
    return intake;
  }

  private static StdinIntake ended() {
    StdinIntake intake = withFive();
    intake.end(new StdinOffset(5));
    return intake;
  }

  private static StdinIntake closed() {
    StdinIntake intake = withFive();
    intake.close();
    return intake;
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Apply _ -> "apply";
      case Verdict.PassOver _ -> "pass over";
      case Verdict.Refuse _ -> "refuse";
    };
  }

  private static Verdict offer(StdinIntake intake, long offset, byte[] bytes) {
    return intake.offer(new StdinOffset(offset), Payload.owning(bytes));
  }

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
    Payload half = Payload.owning(new byte[WINDOW / 2]);
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
    Verdict known = offer(0, "ab");
    Verdict late = offer(2, "c");

    assertThat(early).isInstanceOf(Verdict.Refuse.class);
    assertThat(end).isEqualTo(new Verdict.Apply(Payload.EMPTY));
    assertThat(again).isEqualTo(new Verdict.PassOver());
    assertThat(known).isEqualTo(new Verdict.PassOver());
    assertThat(late).isInstanceOf(Verdict.Refuse.class);
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
