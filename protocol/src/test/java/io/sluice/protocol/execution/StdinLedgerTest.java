package io.sluice.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.execution.StdinLedger.Action;
import io.sluice.protocol.execution.StdinLedger.Denial;
import io.sluice.protocol.execution.StdinLedger.Input;
import io.sluice.protocol.execution.StdinLedger.State;
import io.sluice.protocol.execution.StdinLedger.Step;
import io.sluice.protocol.execution.StdinMarks.Limits;
import io.sluice.protocol.follow.JavadocTable;
import io.sluice.protocol.model.StdinOffset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StdinLedgerTest {
  private static final Limits LIMITS = new Limits(10, 40);

  /** Received up to 12, of which 8 are sent and 2 applied, before it ended. */
  private static final StdinMarks MARKS = new StdinMarks(LIMITS, at(12), at(8), at(2));

  @Test
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(StdinLedger.class);

    List<String> actual = new ArrayList<>();
    inputs()
        .forEach(
            (name, input) ->
                actual.add(
                    JavadocTable.row(
                        name, states().stream().map(state -> cell(state, input)).toList())));

    assertThat(actual).containsExactlyElementsOf(documented);
  }

  private static List<State> states() {
    StdinMarks roomy = new StdinMarks(LIMITS, at(5), at(5), at(2));
    return List.of(
        new State.Open(roomy),
        new State.Ending(roomy, true),
        new State.Closed(roomy, false),
        new State.Closed(roomy, true));
  }

  private static Map<String, Input> inputs() {
    Map<String, Input> inputs = new LinkedHashMap<>();
    inputs.put("input, next", new Input.Offered(at(5), 3));
    inputs.put("input, overlapping", new Input.Offered(at(3), 3));
    inputs.put("input, known", new Input.Offered(at(3), 2));
    inputs.put("input, empty", new Input.Offered(at(5), 0));
    inputs.put("input, after a gap", new Input.Offered(at(6), 1));
    inputs.put("input, over credit", new Input.Offered(at(5), 8));
    inputs.put("plain, room", new Input.Appended(37));
    inputs.put("plain, full", new Input.Appended(38));
    inputs.put("end, here", new Input.EndOffered(at(5)));
    inputs.put("end, beyond", new Input.EndOffered(at(6)));
    inputs.put("end, before", new Input.EndOffered(at(4)));
    inputs.put("plain end", new Input.EndAppended());
    inputs.put("applied", new Input.Applied(at(4), false));
    inputs.put("applied, known", new Input.Applied(at(1), false));
    inputs.put("applied, no more", new Input.Applied(at(5), true));
    inputs.put("linked again", new Input.LinkedAgain(at(3)));
    inputs.put("over", new Input.Over());
    return inputs;
  }

  private static String cell(State state, Input input) {
    Step step = StdinLedger.step(state, input);
    for (Action action : step.actions()) {
      switch (action) {
        case Action.Refuse(Denial why) -> {
          assertThat(step.state()).isEqualTo(state);
          return why.getClass().getSimpleName();
        }
        case Action.Wait _ -> {
          assertThat(step.state()).isEqualTo(state);
          return "waits";
        }
        case Action.Keep _, Action.Send _, Action.SendEnd _ -> {}
      }
    }
    return step.state().equals(state) && step.actions().isEmpty()
        ? "="
        : step.state().getClass().getSimpleName();
  }

  @Test
  @Tag("I12")
  void whatOverlapsIsKeptInPartAndSentOnce() {
    Step step = StdinLedger.step(open(5, 5, 0), new Input.Offered(at(3), 4));

    assertThat(step.actions()).containsExactly(new Action.Keep(2), new Action.Send(at(5), at(7)));
    assertThat(step.state().marks().received()).isEqualTo(at(7));
  }

  @Test
  @Tag("I12")
  void aGapIsRefusedWithWhatIsExpectedHoweverFarItIs() {
    State state = open(5, 5, 5);

    Step near = StdinLedger.step(state, new Input.Offered(at(6), 1));
    Step far = StdinLedger.step(state, new Input.Offered(at(Long.MAX_VALUE), 9));

    assertThat(near.actions()).containsExactly(new Action.Refuse(new Denial.Gap(at(5))));
    assertThat(far.actions()).isEqualTo(near.actions());
  }

  @Test
  @Tag("I10")
  void creditIsWhatTheProcessTookAndAWindow() {
    State state = open(5, 5, 2);

    Step within = StdinLedger.step(state, new Input.Offered(at(5), 7));
    Step over = StdinLedger.step(within.state(), new Input.Offered(at(12), 1));

    assertThat(within.state().creditUpTo()).isEqualTo(at(12));
    assertThat(over.actions()).containsExactly(new Action.Refuse(new Denial.OverCredit(at(12))));
  }

  @Test
  @Tag("I10")
  void inputWithoutOffsetsIsKeptUpToTheSpoolAndSentUpToTheWindow() {
    Step spooled = StdinLedger.step(open(0, 0, 0), new Input.Appended(40));
    Step full = StdinLedger.step(spooled.state(), new Input.Appended(1));
    Step applied = StdinLedger.step(spooled.state(), new Input.Applied(at(4), false));

    assertThat(spooled.actions())
        .containsExactly(new Action.Keep(0), new Action.Send(at(0), at(10)));
    assertThat(full.actions()).containsExactly(new Action.Wait());
    assertThat(applied.actions()).containsExactly(new Action.Send(at(10), at(14)));
  }

  @Test
  void creditNeverGoesBackBehindWhatASpoolTook() {
    State spooled = StdinLedger.step(open(0, 0, 0), new Input.Appended(40)).state();

    State applied = StdinLedger.step(spooled, new Input.Applied(at(10), false)).state();

    assertThat(spooled.creditUpTo()).isEqualTo(at(40));
    assertThat(applied.creditUpTo()).isEqualTo(at(40));
  }

  @Test
  @Tag("I3")
  @Tag("I7")
  void theEndWaitsForTheLastByteAndIsSentOnceAndAgainToAnotherLink() {
    State open = new State.Open(MARKS);

    Step ended = StdinLedger.step(open, new Input.EndOffered(at(12)));
    Step repeated = StdinLedger.step(ended.state(), new Input.EndOffered(at(12)));
    Step linked = StdinLedger.step(ended.state(), new Input.LinkedAgain(at(6)));

    assertThat(ended.actions())
        .containsExactly(new Action.Send(at(8), at(12)), new Action.SendEnd(at(12)));
    assertThat(repeated.actions()).isEmpty();
    assertThat(linked.actions())
        .containsExactly(new Action.Send(at(6), at(12)), new Action.SendEnd(at(12)));
  }

  @Test
  void aRunnerCannotHaveAppliedWhatItWasNotSent() {
    Step step = StdinLedger.step(new State.Open(MARKS), new Input.Applied(at(99), false));

    assertThat(step.state().marks().applied()).isEqualTo(at(8));
  }

  @Test
  @Tag("I12")
  void whoLostEverythingGoesOnAtWhatTheRunnerHas() {
    State resumed = StdinLedger.resumed(LIMITS, at(8), at(3));

    Step again = StdinLedger.step(resumed, new Input.Offered(at(3), 6));

    assertThat(resumed.creditUpTo()).isEqualTo(at(13));
    assertThat(again.actions()).containsExactly(new Action.Keep(5), new Action.Send(at(8), at(9)));
  }

  private static State open(long received, long sent, long applied) {
    return new State.Open(new StdinMarks(LIMITS, at(received), at(sent), at(applied)));
  }

  private static StdinOffset at(long bytes) {
    return new StdinOffset(bytes);
  }
}
