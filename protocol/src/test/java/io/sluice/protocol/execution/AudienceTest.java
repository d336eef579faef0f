package io.sluice.protocol.execution;

import static io.sluice.protocol.execution.Samples.NOW;
import static io.sluice.protocol.execution.Samples.OTHER_SEAT;
import static io.sluice.protocol.execution.Samples.SEAT;
import static io.sluice.protocol.execution.Samples.after;
import static io.sluice.protocol.execution.Samples.ended;
import static io.sluice.protocol.execution.Samples.events;
import static io.sluice.protocol.execution.Samples.output;
import static io.sluice.protocol.execution.Samples.reports;
import static io.sluice.protocol.execution.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.SessionId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who has control, and how far each consumer came. */
class AudienceTest {
  private static final Duration OWED_FOR = Duration.ofMinutes(5);
  private static final Cursor ONE = new Cursor(new Offset(1), 1, 0);
  private static final Cursor TWO = new Cursor(new Offset(2), 2, 0);

  /** Runs, has {@code abc} on stdout, and the seat has control. */
  private static State controlled() {
    return after(running(), reports(output(1, Channel.STDOUT, "abc")), take(SEAT));
  }

  private static Command take(Seat seat) {
    return take(seat, new StartFrom.OpenPlace());
  }

  private static Command take(Seat seat, StartFrom from) {
    return new Command.TakeControl(seat, Command.Claim.EVEN_IF_TAKEN, from, OWED_FOR);
  }

  private static Command acknowledge(Cursor cursor) {
    return new Command.Acknowledge(SEAT.session(), cursor);
  }

  private static Command leave(Cursor cursor, boolean sawExit) {
    return new Command.LeaveControl(SEAT.session(), cursor, sawExit);
  }

  private static Audience audience(State state) {
    return ((State.Known) state).progress().audience();
  }

  private static Refusal refusal(State state, Command command) {
    return ((Decision.Refused) Execution.decide(state, command, NOW)).refusal();
  }

  @Test
  void whoTakesFreeControlStartsAtTheBeginningOfTheLog() {
    Audience audience = audience(controlled());

    assertThat(audience.controller()).isEqualTo(SEAT);
    assertThat(audience.generation()).isEqualTo(new Generation(1));
    assertThat(audience.from(SEAT.consumer())).isEqualTo(Cursor.START);
  }

  @Test
  @Tag("I5")
  void eachTakingRaisesTheGenerationAndFencesTheLast() {
    State state = after(controlled(), take(OTHER_SEAT));

    assertThat(audience(state).generation()).isEqualTo(new Generation(2));
    assertThat(audience(state).isControlledBy(SEAT.session())).isFalse();
    assertThat(refusal(state, acknowledge(ONE))).isEqualTo(new Refusal.NotInControl());
  }

  @Test
  void controlThatIsTakenIsNotGivenToWhoWaitsForAFreeOne() {
    Command polite =
        new Command.TakeControl(
            OTHER_SEAT, Command.Claim.WHEN_FREE, new StartFrom.OpenPlace(), OWED_FOR);

    assertThat(refusal(controlled(), polite)).isEqualTo(new Refusal.InControl(SEAT.consumer()));
  }

  @Test
  @Tag("O8")
  void aConsumerGoesOnWhereItAcknowledged() {
    State state = after(controlled(), acknowledge(ONE), leave(TWO, false));

    State back = after(state, take(new Seat(new SessionId("again"), SEAT.consumer())));

    assertThat(audience(back).from(SEAT.consumer())).isEqualTo(TWO);
  }

  @Test
  @Tag("O9")
  void whoPreemptsStartsWhereThePredecessorAcknowledged() {
    Command preempt = take(OTHER_SEAT, new StartFrom.PredecessorAcknowledged());

    State displaced = after(controlled(), acknowledge(ONE), preempt);
    State wasGone = after(controlled(), leave(TWO, false), preempt);
    State first = after(running(), preempt);

    assertThat(audience(displaced).from(OTHER_SEAT.consumer())).isEqualTo(ONE);
    assertThat(audience(wasGone).from(OTHER_SEAT.consumer())).isEqualTo(TWO);
    assertThat(audience(first).from(OTHER_SEAT.consumer())).isEqualTo(Cursor.START);
  }

  @Test
  void aControllerMayStartAnywhereInTheLogAndNotBeyond() {
    StartFrom one = new StartFrom.At(new Offset(1));
    StartFrom beyond = new StartFrom.At(new Offset(4));

    State there = after(controlled(), acknowledge(TWO), take(SEAT, one));
    State tail = after(controlled(), take(OTHER_SEAT, new StartFrom.Tail()));

    assertThat(audience(there).from(SEAT.consumer())).isEqualTo(Cursor.at(new Offset(1)));
    assertThat(audience(tail).from(OTHER_SEAT.consumer())).isEqualTo(Cursor.at(new Offset(3)));
    assertThat(refusal(controlled(), take(SEAT, beyond)))
        .isEqualTo(new Refusal.BeyondEnd(new Offset(3)));
  }

  @Test
  void whatANamedConsumerAcknowledgedStaysAlsoAfterTheExit() {
    ConsumerId reader = new ConsumerId("name:reader");
    State kept = after(ended(controlled()), new Command.KeepPlace(reader, TWO, false));

    State seen = after(kept, new Command.KeepPlace(reader, TWO, true));
    State back =
        after(seen, take(new Seat(SEAT.session(), reader), new StartFrom.OwnAcknowledged()));

    assertThat(audience(kept).isOpen(reader)).isTrue();
    assertThat(audience(seen).isOpen(reader)).isFalse();
    assertThat(audience(seen).acknowledgedBy(reader)).isEqualTo(TWO);
    assertThat(events(seen, new Command.KeepPlace(reader, ONE, true))).isEmpty();
    assertThat(audience(back).from(reader)).isEqualTo(TWO);
    assertThat(refusal(seen, new Command.KeepPlace(reader, Cursor.at(new Offset(4)), true)))
        .isInstanceOf(Refusal.Contradiction.class);
  }

  @Test
  void aPlaceNeverGoesBackAndIsNotJournaledTwice() {
    State state = after(controlled(), acknowledge(TWO));

    assertThat(events(state, acknowledge(ONE))).isEmpty();
    assertThat(events(state, acknowledge(TWO))).isEmpty();
    assertThat(audience(after(state, leave(ONE, false))).from(SEAT.consumer())).isEqualTo(TWO);
  }

  @Test
  void anAcknowledgementBeyondTheLogIsRefused() {
    Cursor beyond = Cursor.at(new Offset(4));

    assertThat(refusal(controlled(), acknowledge(beyond)))
        .isInstanceOf(Refusal.Contradiction.class);
    assertThat(audience(after(controlled(), leave(beyond, false))).from(SEAT.consumer()))
        .isEqualTo(Cursor.START);
  }

  @Test
  @Tag("C21")
  void outputIsOwedAfterTheEndUntilTheExitWasSeenOrTheTimeIsOver() {
    State.Ended over = (State.Ended) ended(controlled());
    State.Ended seen = (State.Ended) after(over, leave(TWO, true));
    Instant late = NOW.plus(OWED_FOR);

    assertThat(over.isOwedTo(SEAT.consumer(), NOW, OWED_FOR)).isTrue();
    assertThat(over.isOwedTo(SEAT.consumer(), late, OWED_FOR)).isFalse();
    assertThat(over.isOwed(NOW, OWED_FOR)).isTrue();
    assertThat(over.isOwed(late, OWED_FOR)).isFalse();
    assertThat(seen.isOwed(NOW, OWED_FOR)).isFalse();
    assertThat(over.isOwedTo(OTHER_SEAT.consumer(), NOW, OWED_FOR)).isFalse();
    assertThat(seen.isOwedTo(SEAT.consumer(), NOW, OWED_FOR)).isFalse();
  }

  @Test
  void whoSawTheExitStartsAnew() {
    State seen = after(ended(controlled()), leave(TWO, true));

    State back = after(seen, take(SEAT));

    assertThat(audience(back).from(SEAT.consumer())).isEqualTo(Cursor.START);
  }

  @Test
  void moreConsumersThanHavePlacesAreRefusedUnlessOneSawTheExit() {
    State full = controlled();
    for (int i = 1; i < Audience.MAX_PLACES; i++) {
      full = after(full, take(seat(i)));
    }

    Refusal refused = refusal(full, take(OTHER_SEAT));
    State left =
        after(full, new Command.LeaveControl(seat(Audience.MAX_PLACES - 1).session(), ONE, true));
    State taken = after(left, take(OTHER_SEAT));

    assertThat(refused).isEqualTo(new Refusal.TooManyConsumers());
    assertThat(audience(taken).places()).hasSize(Audience.MAX_PLACES);
  }

  private static Seat seat(int number) {
    return new Seat(new SessionId("s" + number), new ConsumerId("consumer:" + number));
  }

  @Test
  @Tag("L11")
  void whatConsumersDoIsNeverBeforeWhatCameEarlier() {
    State state = controlled();
    Instant late = NOW.plusSeconds(9);
    State acknowledged =
        Execution.evolve(
            state, ((Decision.Accepted) Execution.decide(state, acknowledge(ONE), late)).events());

    Event next = events(acknowledged, new Command.Kill()).getFirst();

    assertThat(next).isEqualTo(new Event.KillRequested(late));
  }
}
