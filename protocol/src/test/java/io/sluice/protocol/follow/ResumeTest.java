package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Resume.Action;
import io.sluice.protocol.follow.Resume.From;
import io.sluice.protocol.follow.Resume.Input;
import io.sluice.protocol.follow.Resume.State;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ResumeTest {
  private static final Budget BUDGET =
      new Budget(3, Duration.ofMillis(100), Duration.ofMillis(300), 0);
  private static final Budget SPENT =
      new Budget(3, Duration.ofMillis(100), Duration.ofMillis(300), 3);
  private static final Offset NEXT = new Offset(10);
  private static final From AT = new From.At(NEXT);
  private static final Advice NOW = new Advice.Now();
  private static final Advice LATER = new Advice.Later(Duration.ZERO);

  @Test
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(Resume.class);

    List<String> actual = new ArrayList<>();
    inputs()
        .forEach(
            (name, input) -> {
              boolean spent = name.equals("lost, budget gone") || name.equals("lasting");
              Budget budget = spent ? SPENT : BUDGET;
              actual.add(
                  JavadocTable.row(
                      name, states(budget).stream().map(state -> cell(state, input)).toList()));
            });

    assertThat(actual).containsExactlyElementsOf(documented);
  }

  private static List<State> states(Budget budget) {
    return List.of(
        new State.Connecting(AT, budget),
        new State.Connected(NEXT, budget),
        new State.Leaving(AT, budget),
        new State.Waiting(AT, budget),
        new State.Finished(NEXT),
        new State.GaveUp(AT, new GiveUpReason.Gone()));
  }

  private static Map<String, Input> inputs() {
    Map<String, Input> inputs = new LinkedHashMap<>();
    inputs.put("opened", new Input.Opened(new Offset(9)));
    inputs.put("opened, later", new Input.Opened(new Offset(11)));
    inputs.put("output, next", new Input.Output(new Offset(8), 5));
    inputs.put("output, known", new Input.Output(new Offset(5), 5));
    inputs.put("output, later", new Input.Output(new Offset(11), 5));
    inputs.put("position", new Input.Position(new Offset(12)));
    inputs.put("gap, next", new Input.Missing(ByteRange.of(10, 12)));
    inputs.put("gap, other channel", new Input.Missing(ByteRange.of(8, 10)));
    inputs.put("gap, later", new Input.Missing(ByteRange.of(11, 12)));
    inputs.put("exit, next", new Input.Exit(NEXT));
    inputs.put("exit, elsewhere", new Input.Exit(new Offset(11)));
    inputs.put("lasting", new Input.Lasting());
    inputs.put("lost, at once", new Input.Lost(NOW, 0));
    inputs.put("lost, later", new Input.Lost(LATER, 0));
    inputs.put("lost, budget gone", new Input.Lost(LATER, 0));
    inputs.put("lost for good", new Input.Lost(new Advice.Never(new GiveUpReason.Superseded()), 0));
    inputs.put("delay over", new Input.DelayOver());
    return inputs;
  }

  private static String cell(State state, Input input) {
    Resume.Step step = Resume.step(state, input);
    return step.state().equals(state) && step.actions().isEmpty()
        ? "="
        : step.state().getClass().getSimpleName();
  }

  @Test
  @Tag("O16")
  void repeatsAreSkippedAndAcknowledgedAgain() {
    State connected = new State.Connected(NEXT, BUDGET);

    Resume.Step partly = Resume.step(connected, new Input.Output(new Offset(8), 5));
    Resume.Step known = Resume.step(connected, new Input.Output(new Offset(5), 5));

    assertThat(partly.actions())
        .containsExactly(new Action.Deliver(2), new Action.Acknowledge(new Offset(13)));
    assertThat(known.actions()).containsExactly(new Action.Acknowledge(NEXT));
  }

  @Test
  @Tag("O16")
  void outputAfterAHoleIsNotHandedOnTheClientComesBackForWhatIsMissing() {
    State connected = new State.Connected(NEXT, BUDGET);

    Resume.Step hole = Resume.step(connected, new Input.Output(new Offset(11), 5));
    Resume.Step more = Resume.step(hole.state(), new Input.Output(NEXT, 5));
    Resume.Step lost = Resume.step(more.state(), new Input.Lost(LATER, 0));
    Resume.Step again = Resume.step(lost.state(), new Input.DelayOver());

    assertThat(hole.actions()).containsExactly(new Action.Disconnect());
    assertThat(more.actions()).isEmpty();
    assertThat(again.actions()).containsExactly(new Action.Connect(AT));
  }

  @Test
  @Tag("O18")
  void aGapOfBothChannelsIsToldOfEachAndWhatIsKnownIsNot() {
    State connected = new State.Connected(NEXT, BUDGET);

    Resume.Step first = Resume.step(connected, new Input.Missing(ByteRange.of(8, 12)));
    Resume.Step second = Resume.step(first.state(), new Input.Missing(ByteRange.of(8, 12)));
    Resume.Step known = Resume.step(second.state(), new Input.Missing(ByteRange.of(8, 10)));

    assertThat(first.actions()).contains(new Action.ReportMissing(ByteRange.of(10, 12)));
    assertThat(second.actions()).contains(new Action.ReportMissing(ByteRange.of(8, 12)));
    assertThat(known.actions()).containsExactly(new Action.Acknowledge(new Offset(10)));
  }

  @Test
  void anExitElsewhereThanTheEndIsNoEnd() {
    Resume.Step early =
        Resume.step(new State.Connected(NEXT, BUDGET), new Input.Exit(new Offset(11)));

    assertThat(early.actions()).containsExactly(new Action.Disconnect());
  }

  @Test
  void pausesGrowToTheirBoundAndChanceTakesUpToHalf() {
    List<Duration> longest = new ArrayList<>();
    List<Duration> shortest = new ArrayList<>();

    for (int spent = 0; spent < 3; spent++) {
      Budget budget = new Budget(3, Duration.ofMillis(100), Duration.ofMillis(300), spent);
      shortest.add(pause(budget, 0));
      longest.add(pause(budget, 0.9999));
    }

    assertThat(shortest).extracting(Duration::toMillis).containsExactly(50L, 100L, 150L);
    assertThat(longest).extracting(Duration::toMillis).containsExactly(100L, 200L, 300L);
  }

  private static Duration pause(Budget budget, double chance) {
    Resume.Step step = Resume.step(new State.Connecting(AT, budget), new Input.Lost(LATER, chance));
    return Deliveries.only(step.actions(), Action.Pause.class).getFirst().time();
  }

  @Test
  void aPauseIsNotShorterThanTheGatewayWants() {
    Advice minute = new Advice.Later(Duration.ofMinutes(1));

    Resume.Step step = Resume.step(new State.Connecting(AT, BUDGET), new Input.Lost(minute, 0));

    assertThat(step.actions()).containsExactly(new Action.Pause(Duration.ofMinutes(1)));
  }

  @Test
  void theBudgetEndsAndProgressOrALastingConnectionRefillsIt() {
    State connected = new State.Connected(NEXT, SPENT);

    State gaveUp = Resume.step(connected, new Input.Lost(LATER, 0)).state();
    State progressed = Resume.step(connected, new Input.Output(NEXT, 1)).state();
    State repeated = Resume.step(connected, new Input.Output(Offset.ZERO, 1)).state();
    State lasted = Resume.step(connected, new Input.Lasting()).state();

    assertThat(gaveUp).isEqualTo(new State.GaveUp(AT, new GiveUpReason.Unavailable()));
    assertThat(progressed).isEqualTo(new State.Connected(new Offset(11), BUDGET));
    assertThat(repeated).isEqualTo(connected);
    assertThat(lasted).isEqualTo(new State.Connected(NEXT, BUDGET));
  }

  @Test
  void toldToComeBackAtOnceWithoutProgressItPausesTheSecondTime() {
    Resume.Step first = Resume.step(new State.Connected(NEXT, BUDGET), new Input.Lost(NOW, 0));
    Resume.Step second = Resume.step(first.state(), new Input.Lost(NOW, 0));

    assertThat(first.actions()).containsExactly(new Action.Connect(AT));
    assertThat(second.actions()).containsExactly(new Action.Pause(Duration.ofMillis(100)));
  }

  @Test
  void whereTheGatewayChoseItStaysFromThenOn() {
    Resume.Step begun = Resume.begin(new From.Chosen(), BUDGET);
    State opened = Resume.step(begun.state(), new Input.Opened(new Offset(7))).state();
    Resume.Step lost = Resume.step(opened, new Input.Lost(NOW, 0));

    assertThat(begun.actions()).containsExactly(new Action.Connect(new From.Chosen()));
    assertThat(lost.actions()).containsExactly(new Action.Connect(new From.At(new Offset(7))));
  }

  @Test
  void whatIsExpiredNamesTheEarliestOffset() {
    GiveUpReason expired = new GiveUpReason.Expired(new Offset(99));

    Resume.Step step =
        Resume.step(new State.Connecting(AT, BUDGET), new Input.Lost(new Advice.Never(expired), 0));

    assertThat(step.actions()).containsExactly(new Action.GiveUp(expired));
  }
}
