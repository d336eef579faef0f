package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.seat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.LinkLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who has control, and what a taken control means for who had it; over a real journal. */
@ExtendWith(SharedRig.class)
class SeatsOverPostgresTest {
  private static final SessionId OTHER = new SessionId("session-2");
  private static final Cursor ONE = new Cursor(new Offset(1), 1, 0);
  private static final StdinFacts NO_INPUT =
      new StdinFacts(
          StdinOffset.ZERO,
          StdinOffset.ZERO,
          new StdinOffset(LinkLimits.STDIN_WINDOW_BYTES),
          false);

  private final ExecutionsRig rig;

  SeatsOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("O11")
  void controlIsFreeAgainAsSoonAsItsSessionLeft() throws Exception {
    ExecutionId id = rig.controlled("left");

    rig.executions().leave(id, SESSION, Cursor.START, false);
    Taken taken = await(take(id, seat(OTHER, "key:2"), false));

    assertThat(taken).isEqualTo(new Taken.Yours(new Generation(2), Cursor.START, NO_INPUT));
  }

  @Test
  void aHolderThatShowsLifeKeepsControl() throws Exception {
    ExecutionId id = rig.controlled("alive");
    CompletionStage<SeatNews> news = rig.executions().watch(id, SESSION);

    CompletionStage<Taken> wish = take(id, seat(OTHER, "key:2"), false);
    SeatNews challenged = await(news);
    rig.executions().alive(id, SESSION);

    assertThat(challenged).isEqualTo(new SeatNews.Challenged(false));
    assertThat(await(wish)).isEqualTo(new Taken.Busy());
    assertThat(await(rig.executions().write(id, SESSION, Payload.utf8("x"))))
        .isEqualTo(new StdinAnswer.Taken());
  }

  @Test
  @Tag("O10")
  void aHolderThatShowsNoneIsDisplacedAndToldByWhom() throws Exception {
    ExecutionId id = rig.controlled("dead");
    await(challenge(id));

    SeatNews news = await(rig.executions().watch(id, SESSION));

    assertThat(news).isEqualTo(new SeatNews.Lost(new Generation(2), new ConsumerId("key:2")));
  }

  /** The wish of another, once it is granted; nobody answers for the holder. */
  private CompletionStage<Taken> challenge(ExecutionId id) {
    return take(id, seat(OTHER, "key:2"), false);
  }

  @Test
  @Tag("O10")
  void whoWaitsForControlGetsItWhenTheHolderLeavesMeanwhile() throws Exception {
    ExecutionId id = rig.controlled("leaves");
    CompletionStage<SeatNews> news = rig.executions().watch(id, SESSION);
    CompletableFuture<Taken> wish = challenge(id).toCompletableFuture();
    await(news);

    rig.executions().leave(id, SESSION, Cursor.START, false);

    assertThat(await(wish)).isInstanceOf(Taken.Yours.class);
  }

  @Test
  @Tag("I5")
  void whoLostControlIsFenced() throws Exception {
    ExecutionId id = rig.controlled("fenced");
    await(take(id, seat(OTHER, "key:2"), true));

    StdinAnswer written = await(rig.executions().write(id, SESSION, Payload.utf8("late")));
    StdinAnswer ended = await(rig.executions().endStdin(id, SESSION));
    ControlAnswer signalled =
        await(rig.executions().control(id, SESSION, new Control.SendSignal(Signal.TERM)));

    assertThat(written).isEqualTo(new StdinAnswer.Superseded());
    assertThat(ended).isEqualTo(new StdinAnswer.Superseded());
    assertThat(signalled).isEqualTo(new ControlAnswer.Refused(new Refusal.NotInControl()));
    assertThat(rig.log(id).getLast().event()).isInstanceOf(Event.ControlTaken.class);
  }

  @Test
  @Tag("O8")
  void theSameConsumerGoesOnWhereItAcknowledgedAndAnotherAtTheStart() throws Exception {
    ExecutionId id = rig.controlled("place");
    rig.report(id, ExecutionsRig.output(1, "abc"));
    rig.acknowledgement(id);

    rig.executions().acknowledge(id, SESSION, ONE);
    rig.executions().leave(id, SESSION, Cursor.START, false);
    Taken same = await(take(id, seat(OTHER, "key:1"), false));
    Taken another = await(take(id, seat(new SessionId("session-3"), "key:3"), true));

    assertThat(same).isEqualTo(new Taken.Yours(new Generation(2), ONE, NO_INPUT));
    assertThat(another).isEqualTo(new Taken.Yours(new Generation(3), Cursor.START, NO_INPUT));
  }

  @Test
  @Tag("O9")
  void whoPreemptedWhomIsInTheLog() throws Exception {
    ExecutionId id = rig.controlled("preempted");

    await(take(id, seat(OTHER, "key:2"), true));

    assertThat(rig.log(id).getLast().event())
        .isInstanceOfSatisfying(
            Event.ControlTaken.class,
            taken -> {
              assertThat(taken.seat()).isEqualTo(seat(OTHER, "key:2"));
              assertThat(taken.displaced()).isEqualTo(new ConsumerId("key:1"));
            });
  }

  @Test
  @Tag("O9")
  void whoPreemptsBeginsWhereThePeerOfTheHolderCame() throws Exception {
    ExecutionId id = rig.controlled("preempt-place");
    rig.report(id, ExecutionsRig.output(1, "abc"));
    rig.acknowledgement(id);
    CompletionStage<SeatNews> news = rig.executions().watch(id, SESSION);

    CompletionStage<Taken> wish = preempt(id, OTHER, new StartFrom.PredecessorAcknowledged());
    SeatNews asked = await(news);
    rig.executions().acknowledge(id, SESSION, ONE);
    rig.executions().alive(id, SESSION);

    assertThat(asked).isEqualTo(new SeatNews.Challenged(true));
    assertThat(await(wish)).isEqualTo(new Taken.Yours(new Generation(2), ONE, NO_INPUT));
  }

  @Test
  @Tag("I5")
  void whoIsPreemptedWhileItWatchesIsToldAtOnceByWhom() throws Exception {
    ExecutionId id = rig.controlled("preempt-told");
    CompletionStage<SeatNews> challenged = rig.executions().watch(id, SESSION);
    CompletionStage<Taken> wish = preempt(id, OTHER, new StartFrom.Tail());
    await(challenged);
    CompletionStage<SeatNews> next = rig.executions().watch(id, SESSION);

    rig.executions().alive(id, SESSION);
    await(wish);

    assertThat(await(next))
        .isEqualTo(new SeatNews.Lost(new Generation(2), new ConsumerId("key:2")));
  }

  @Test
  @Tag("O10")
  void eachOfTwoThatPreemptHasItsTurnAndWhoOnlyAskedIsRefused() throws Exception {
    ExecutionId id = rig.controlled("preempt-twice");

    CompletionStage<Taken> asking = take(id, seat(OTHER, "key:2"), false);
    CompletionStage<Taken> first = preempt(id, new SessionId("session-3"), new StartFrom.Tail());
    CompletionStage<Taken> second = preempt(id, new SessionId("session-4"), new StartFrom.Tail());

    assertThat(await(asking)).isEqualTo(new Taken.Busy());
    assertThat(await(first)).isEqualTo(new Taken.Yours(new Generation(2), Cursor.START, NO_INPUT));
    assertThat(await(second)).isEqualTo(new Taken.Yours(new Generation(3), Cursor.START, NO_INPUT));
  }

  @Test
  @Tag("O8")
  void aConsumerWithoutControlHasAPlaceOfItsOwnToo() throws Exception {
    ExecutionId id = rig.begun("kept-place");
    rig.report(id, ExecutionsRig.output(1, "abc"));
    rig.acknowledgement(id);

    rig.executions().keepPlace(id, new ConsumerId("name:r"), ONE, false);
    Taken taken =
        await(
            rig.executions()
                .take(
                    id,
                    new Claim(seat(SESSION, "name:r"), false, new StartFrom.OwnAcknowledged())));

    assertThat(taken).isEqualTo(new Taken.Yours(new Generation(1), ONE, NO_INPUT));
  }

  @Test
  void nobodyBeginsBeyondTheEnd() throws Exception {
    ExecutionId id = rig.controlled("beyond-end");

    Taken taken = await(preempt(id, OTHER, new StartFrom.At(new Offset(1))));

    assertThat(taken).isEqualTo(new Taken.Refused(new Refusal.BeyondEnd(Offset.ZERO)));
    assertThat(await(rig.executions().write(id, SESSION, Payload.utf8("x"))))
        .isEqualTo(new StdinAnswer.Taken());
  }

  @Test
  @Tag("I5")
  void aRequestOfAnEarlierGenerationIsFenced() throws Exception {
    ExecutionId id = rig.controlled("stale-generation");
    await(take(id, seat(OTHER, "key:2"), true));
    Control signal = new Control.SendSignal(Signal.WINCH);

    ControlAnswer stale =
        await(rig.executions().control(id, new By.Holder(new Generation(1)), signal));
    ControlAnswer present =
        await(rig.executions().control(id, new By.Holder(new Generation(2)), signal));

    assertThat(stale).isEqualTo(new ControlAnswer.Refused(new Refusal.NotInControl()));
    assertThat(present).isEqualTo(new ControlAnswer.Done());
  }

  private CompletionStage<Taken> preempt(ExecutionId id, SessionId by, StartFrom from) {
    return rig.executions().take(id, new Claim(seat(by, "key:2"), true, from));
  }

  private CompletionStage<Taken> take(ExecutionId id, Seat seat, boolean preempt) {
    return rig.executions().take(id, new Claim(seat, preempt, new StartFrom.OpenPlace()));
  }
}
