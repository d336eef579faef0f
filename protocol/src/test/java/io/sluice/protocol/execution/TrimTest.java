package io.sluice.protocol.execution;

import static io.sluice.protocol.execution.Samples.NOW;
import static io.sluice.protocol.execution.Samples.SEAT;
import static io.sluice.protocol.execution.Samples.after;
import static io.sluice.protocol.execution.Samples.end;
import static io.sluice.protocol.execution.Samples.ended;
import static io.sluice.protocol.execution.Samples.events;
import static io.sluice.protocol.execution.Samples.exit;
import static io.sluice.protocol.execution.Samples.output;
import static io.sluice.protocol.execution.Samples.reports;
import static io.sluice.protocol.execution.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.execution.Command.Purpose;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Output leaves the start of a log. */
class TrimTest {
  private static final Duration OWED_FOR = Duration.ofMinutes(5);
  private static final Cursor BOUNDARY = new Cursor(new Offset(5), 3, 2);

  /** Has {@code abc} on stdout, {@code de} on stderr, {@code fg} on stdout. */
  private static State written() {
    return after(running(), reports(output(1, Channel.STDOUT, "abc")), more());
  }

  private static Command more() {
    return reports(output(2, Channel.STDERR, "de"), output(3, Channel.STDOUT, "fg"));
  }

  private static Command.Trim trim(long upTo, Cursor boundary, Purpose purpose) {
    return new Command.Trim(new Offset(upTo), boundary, purpose, OWED_FOR);
  }

  private static Command.Trim trim() {
    return trim(6, BOUNDARY, Purpose.CLEAN_UP);
  }

  private static Progress progress(State state) {
    return ((State.Known) state).progress();
  }

  private static Refusal refusal(State state, Command command, Instant now) {
    return ((Decision.Refused) Execution.decide(state, command, now)).refusal();
  }

  @Test
  @Tag("O18")
  void aTrimIsAFactThatSaysHowMuchOfEachChannelIsGone() {
    List<Event> events = events(written(), trim());

    assertThat(events).containsExactly(new Event.Trimmed(BOUNDARY, 3, 30, false, NOW));
    assertThat(progress(after(written(), trim())).trimmed()).isEqualTo(BOUNDARY);
  }

  @Test
  void aSecondTrimToTheSamePlaceOrBeforeItIsNothingNew() {
    State trimmed = after(written(), trim());

    assertThat(events(trimmed, trim())).isEmpty();
    assertThat(events(trimmed, trim(3, new Cursor(new Offset(3), 3, 0), Purpose.LIMIT))).isEmpty();
  }

  @Test
  void whatTheLogDoesNotHaveCannotBeTrimmed() {
    Cursor otherSplit = new Cursor(new Offset(5), 2, 3);
    Cursor later = new Cursor(new Offset(7), 5, 2);

    assertThat(refusal(written(), trim(8, later, Purpose.LIMIT), NOW))
        .isEqualTo(new Refusal.BeyondEnd(new Offset(7)));
    assertThat(refusal(written(), trim(6, otherSplit, Purpose.LIMIT), NOW))
        .isInstanceOf(Refusal.Contradiction.class);
    assertThat(refusal(written(), trim(6, later, Purpose.LIMIT), NOW))
        .isInstanceOf(Refusal.Contradiction.class);
  }

  @Test
  @Tag("O18")
  void whatIsOwedToAConsumerIsNotCleanedUpAndALimitMayTakeIt() {
    Cursor acknowledged = new Cursor(new Offset(3), 3, 0);
    State controlled =
        after(
            written(),
            take(new StartFrom.OpenPlace()),
            new Command.Acknowledge(SEAT.session(), acknowledged));

    assertThat(refusal(controlled, trim(), NOW)).isEqualTo(new Refusal.Owed(new Offset(3)));
    assertThat(events(controlled, trim(3, acknowledged, Purpose.CLEAN_UP))).hasSize(1);
    assertThat(events(controlled, trim(6, BOUNDARY, Purpose.LIMIT))).hasSize(1);
  }

  @Test
  @Tag("O17")
  void whoWantsKeptOutputOnlyIsRefusedBelowItWithTheEarliestOffset() {
    State trimmed = after(written(), trim());

    assertThat(refusal(trimmed, take(new StartFrom.AtKept(new Offset(4))), NOW))
        .isEqualTo(new Refusal.Expired(new Offset(5)));
    assertThat(from(trimmed, new StartFrom.AtKept(new Offset(5)))).isEqualTo(new Offset(5));
    assertThat(from(trimmed, new StartFrom.At(new Offset(4)))).isEqualTo(new Offset(4));
    assertThat(from(trimmed, new StartFrom.OwnAcknowledged())).isEqualTo(Offset.ZERO);
  }

  private static Offset from(State state, StartFrom start) {
    Event taken = events(state, take(start)).getFirst();
    return ((Event.ControlTaken) taken).from().offset();
  }

  private static Command take(StartFrom from) {
    return new Command.TakeControl(SEAT, Command.Claim.WHEN_FREE, from, OWED_FOR);
  }

  @Test
  void afterTheEndOutputIsOwedUntilTheExitWasSeenOrTheTimeIsOver() {
    State controlled = after(written(), take(new StartFrom.OpenPlace()));
    State over = ended(controlled);
    State seen = after(over, new Command.LeaveControl(SEAT.session(), Cursor.START, true));

    assertThat(refusal(over, trim(), NOW)).isEqualTo(new Refusal.Owed(Offset.ZERO));
    assertThat(Execution.decide(over, trim(), NOW.plus(OWED_FOR)))
        .isInstanceOf(Decision.Accepted.class);
    assertThat(events(seen, trim())).hasSize(1);
  }

  @Test
  @Tag("O31")
  void whatALimitTookBeforeTheEndIsToldWithIt() {
    Command.Trim limit = trim(6, BOUNDARY, Purpose.LIMIT);

    assertThat(outcome(ended(after(written(), limit))).truncated()).isTrue();
    assertThat(outcome(ended(after(written(), trim()))).truncated()).isFalse();
    assertThat(outcome(after(ended(written()), limit)).truncated()).isFalse();
  }

  private static Outcome outcome(State state) {
    return ((State.Ended) state).outcome();
  }

  @Test
  @Tag("O35")
  void whatIsLeftOfTheLogTellsTheSameState() {
    List<Event> log = new ArrayList<>();
    State state = append(log, Execution.initial(), Samples.acceptOnRunner(Samples.facts()));
    state = append(log, state, new Command.ConfirmStart(Samples.RUNNER, 42));
    state = append(log, state, reports(output(1, Channel.STDOUT, "abc")));
    state = append(log, state, more());
    state = append(log, state, trim(7, new Cursor(new Offset(7), 5, 2), Purpose.LIMIT));
    log.removeIf(Event.OutputAppended.class::isInstance);
    assertThat(Execution.evolve(Execution.initial(), log)).isEqualTo(state);

    state = append(log, state, reports(output(4, Channel.STDERR, "hi"), exit(5, 0)));
    state = append(log, state, reports(end(6, Channel.STDOUT), end(7, Channel.STDERR)));

    assertThat(Execution.evolve(Execution.initial(), log)).isEqualTo(state);
    assertThat(progress(state).offset()).isEqualTo(new Offset(9));
  }

  private static State append(List<Event> log, State state, Command command) {
    List<Event> events = events(state, command);
    log.addAll(events);
    return Execution.evolve(state, events);
  }
}
