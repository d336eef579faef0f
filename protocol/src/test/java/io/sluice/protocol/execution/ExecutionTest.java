package io.sluice.protocol.execution;

import static io.sluice.protocol.execution.Samples.NOW;
import static io.sluice.protocol.execution.Samples.RUNNER;
import static io.sluice.protocol.execution.Samples.acceptOnRunner;
import static io.sluice.protocol.execution.Samples.after;
import static io.sluice.protocol.execution.Samples.end;
import static io.sluice.protocol.execution.Samples.events;
import static io.sluice.protocol.execution.Samples.exit;
import static io.sluice.protocol.execution.Samples.facts;
import static io.sluice.protocol.execution.Samples.output;
import static io.sluice.protocol.execution.Samples.reports;
import static io.sluice.protocol.execution.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.TerminalSize;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExecutionTest {
  @Test
  @Tag("O1")
  @Tag("O19")
  @Tag("L9")
  void theEndFollowsOnlyOnEveryChannelsEndAndTheExit() {
    State state = running();

    List<Event> events =
        events(
            state,
            reports(
                exit(1, 7),
                output(2, Channel.STDOUT, "late"),
                end(3, Channel.STDOUT),
                end(4, Channel.STDERR)));

    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "ProcessExited", "OutputAppended", "ChannelEnded", "ChannelEnded", "Ended");
    assertThat(events.getLast())
        .isEqualTo(
            new Event.Ended(
                new Outcome(new ExitStatus.Code(7), EndReason.EXITED, true),
                new Offset(4),
                4,
                0,
                NOW));
  }

  @Test
  @Tag("O15")
  @Tag("O35")
  void offsetsCountTheBytesOfBothChannelsInJournalOrder() {
    State state = running();

    List<Event> events =
        events(
            state,
            reports(
                output(1, Channel.STDOUT, "four"),
                output(2, Channel.STDERR, "é"),
                output(3, Channel.STDOUT, "x")));

    assertThat(events)
        .extracting(event -> ((Event.OutputAppended) event).offset().bytes())
        .containsExactly(0L, 4L, 6L);
  }

  @Test
  @Tag("O35")
  void reportsThatAreKnownArePassedOverAndNewOnesGoOnAtTheSameOffset() {
    State state = after(running(), reports(output(1, Channel.STDOUT, "abc")));

    List<Event> events =
        events(state, reports(output(1, Channel.STDOUT, "abc"), output(2, Channel.STDOUT, "d")));

    assertThat(events).hasSize(1);
    assertThat(((Event.OutputAppended) events.getFirst()).offset()).isEqualTo(new Offset(3));
  }

  @Test
  void aBatchWithAGapIsRefusedWhole() {
    State state = running();

    Decision decision =
        Execution.decide(
            state, reports(output(1, Channel.STDOUT, "a"), output(3, Channel.STDOUT, "c")), NOW);

    assertThat(decision).isEqualTo(Decision.refused(new Refusal.SequenceGap(2, 3)));
  }

  @Test
  @Tag("O1")
  void outputAfterItsChannelsEndIsRefused() {
    State state = after(running(), reports(end(1, Channel.STDOUT)));

    Decision decision = Execution.decide(state, reports(output(2, Channel.STDOUT, "x")), NOW);

    assertThat(decision)
        .isEqualTo(
            Decision.refused(new Refusal.Contradiction("output after the end of its channel")));
  }

  @Test
  @Tag("O7")
  void anAbandonedChannelMakesTheEndIncompleteAndKeepsTheCode() {
    State state = running();

    List<Event> events =
        events(
            state,
            reports(
                exit(1, 0),
                end(2, Channel.STDOUT, ChannelEnding.ABANDONED),
                end(3, Channel.STDERR)));

    assertThat(((Event.Ended) events.getLast()).outcome())
        .isEqualTo(new Outcome(new ExitStatus.Code(0), EndReason.EXITED, false));
  }

  @Test
  @Tag("O20")
  void theEndOfOneChannelIsAFactWhileTheOtherIsOpen() {
    State state = after(running(), reports(output(1, Channel.STDERR, "abc")));

    List<Event> events = events(state, reports(end(2, Channel.STDERR)));

    assertThat(events)
        .containsExactly(
            new Event.ChannelEnded(
                2, Channel.STDERR, new Offset(3), 3, 20, ChannelEnding.COMPLETE));
  }

  @Test
  @Tag("C2")
  void aKillThatTheSignalConfirmsEndsAsKilledAndOneThatCameTooLateDoesNot() {
    State asked = after(running(), new Command.Kill());

    State killed = after(asked, reports(exit(1, new ExitStatus.Signalled(9)), ends(2), ends(3)));
    State late = after(asked, reports(exit(1, 0), ends(2), ends(3)));

    assertThat(outcome(killed).reason()).isEqualTo(EndReason.KILLED);
    assertThat(outcome(late))
        .isEqualTo(new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true));
  }

  @Test
  @Tag("C2")
  void aSecondKillAddsNoFact() {
    State asked = after(running(), new Command.Kill());

    assertThat(events(asked, new Command.Kill())).isEmpty();
  }

  @Test
  @Tag("L10")
  void aSignalThatWasNoKillOfOursIsNamedAsOne() {
    State state =
        after(running(), reports(exit(1, new ExitStatus.Signalled(11)), ends(2), ends(3)));

    assertThat(outcome(state))
        .isEqualTo(new Outcome(new ExitStatus.Signalled(11), EndReason.SIGNALLED, true));
  }

  @Test
  @Tag("C14")
  void aTimeOutThatActedIsTheReasonWhateverTheCode() {
    Report exit = new Report.Exited(1, 5, new ExitStatus.Code(0), true);

    State state = after(running(), reports(exit, ends(2), ends(3)));

    assertThat(outcome(state).reason()).isEqualTo(EndReason.TIMED_OUT);
  }

  @Test
  @Tag("L10")
  void aLostRunnerGivesAnUnknownStatusThatIsIncomplete() {
    State state = after(running(), new Command.GiveUpRunner());

    assertThat(outcome(state))
        .isEqualTo(new Outcome(new ExitStatus.Unknown(), EndReason.LOST, false));
  }

  @Test
  void aRunnerLostAfterTheExitKeepsTheTrueStatusAndIsIncomplete() {
    State state = after(running(), reports(exit(1, 3)), new Command.GiveUpRunner());

    assertThat(outcome(state))
        .isEqualTo(new Outcome(new ExitStatus.Code(3), EndReason.EXITED, false));
  }

  @Test
  @Tag("O2")
  void nothingFollowsOnTheEndWhateverRaces() {
    State ended = after(running(), new Command.GiveUpRunner());

    assertThat(events(ended, new Command.GiveUpRunner())).isEmpty();
    assertThat(events(ended, new Command.Kill())).isEmpty();
    assertThat(Execution.decide(ended, reports(exit(1, 0)), NOW))
        .isEqualTo(Decision.refused(new Refusal.AlreadyEnded()));
  }

  @Test
  void aFailedStartEndsAsAShellWouldWithTheReasonOnStderr() {
    State starting = after(acceptOnRunner(facts()));

    State state =
        after(
            starting,
            new Command.FailStart(RUNNER, StartFailure.PROGRAM_NOT_FOUND, "nosuch: not found"));

    assertThat(outcome(state))
        .isEqualTo(new Outcome(new ExitStatus.Code(127), EndReason.START_FAILED, true));
    assertThat(((State.Known) state).progress().stderr().bytes())
        .isEqualTo("nosuch: not found\n".length());
  }

  @Test
  @Tag("C3")
  void aPipeHasNoSize() {
    Decision decision =
        Execution.decide(running(), new Command.Resize(new TerminalSize(80, 24)), NOW);

    assertThat(decision).isEqualTo(Decision.refused(new Refusal.NotATerminal()));
  }

  @Test
  @Tag("L11")
  void timesNeverGoBackWhateverTheClocksSay() {
    State state = after(running(), reports(new Report.Output(1, Channel.STDOUT, 500, text())));

    List<Event> reported =
        events(state, reports(new Report.Output(2, Channel.STDOUT, 400, text())));
    Decision killed = Execution.decide(state, new Command.Kill(), NOW.minusSeconds(60));

    assertThat(((Event.OutputAppended) reported.getFirst()).timeMicros()).isEqualTo(500);
    assertThat(killed).isEqualTo(Decision.of(new Event.KillRequested(NOW)));
  }

  private static Payload text() {
    return Payload.utf8("x");
  }

  private static Report ends(long sequence) {
    return end(sequence, sequence % 2 == 0 ? Channel.STDOUT : Channel.STDERR);
  }

  private static Outcome outcome(State state) {
    return ((State.Ended) state).outcome();
  }
}
