package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.follow.Delivery.State;
import io.sluice.protocol.follow.Delivery.Violation;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final int WINDOW = 1024 * 1024;
  private static final Contract PLAIN = new Contract.Plain(WINDOW);
  private static final Duration TEXT = Duration.ofSeconds(2);
  private static final Contract OFFSETS =
      new Contract.Offsets(100, Set.of(Channel.STDOUT, Channel.STDERR));

  @Test
  @Tag("O33")
  void theExitWaitsForTheEchoThatFollowsTheLastByte() {
    SampleLog log = SampleLog.of(Channel.STDOUT, "one", "two");
    Delivery.Step sent = Deliveries.after(Delivery.open(PLAIN, Cursor.START), all(log));

    Delivery.Step first = Delivery.step(sent.state(), new Input.MarkEchoed(1));
    Delivery.Step last = Delivery.step(first.state(), new Input.MarkEchoed(2));

    assertThat(sent.actions()).noneMatch(Action.SendExit.class::isInstance);
    assertThat(first.actions()).isEmpty();
    assertThat(last.actions()).containsExactly(new Action.SendExit(new Offset(6)));
  }

  @Test
  @Tag("O33")
  void theExitWaitsForTheAcknowledgementOfTheEnd() {
    SampleLog log = SampleLog.of(Channel.STDOUT, "one", "two");
    Delivery.Step sent = Deliveries.after(Delivery.open(OFFSETS, Cursor.START), all(log));

    Delivery.Step part = Delivery.step(sent.state(), acknowledged(5));
    Delivery.Step last = Delivery.step(part.state(), acknowledged(6));

    assertThat(sent.actions()).noneMatch(Action.SendExit.class::isInstance);
    assertThat(part.actions()).isEmpty();
    assertThat(last.actions()).containsExactly(new Action.SendExit(new Offset(6)));
  }

  @Test
  void whoIsOwedNothingGetsTheExitAtOnce() {
    Input ended = new Input.LogEnded(Offset.ZERO);

    assertThat(Delivery.step(Delivery.open(PLAIN, Cursor.START), ended).actions())
        .containsExactly(new Action.SendExit(Offset.ZERO));
    assertThat(Delivery.step(Delivery.open(OFFSETS, Cursor.START), ended).actions())
        .containsExactly(new Action.SendExit(Offset.ZERO));
    assertThat(
            Delivery.step(
                    Delivery.open(OFFSETS, Cursor.at(new Offset(6))),
                    new Input.LogEnded(new Offset(6)))
                .actions())
        .containsExactly(new Action.SendExit(new Offset(6)));
  }

  @Test
  void aMarkFollowsTheFirstOutputAndThenEach64KiBOrEcho() {
    State opened = Delivery.open(PLAIN, Cursor.START);
    SampleLog log = SampleLog.of(Channel.STDOUT, "one", "two", "x".repeat(64 * 1024), "four");

    Delivery.Step sent = Deliveries.after(opened, log.from(Offset.ZERO));
    Delivery.Step one = Delivery.step(sent.state(), new Input.MarkEchoed(1));
    Delivery.Step two = Delivery.step(one.state(), new Input.MarkEchoed(2));

    long end = log.end().bytes();
    assertThat(Deliveries.only(sent.actions(), Action.SendMark.class))
        .containsExactly(
            new Action.SendMark(1, new Cursor(new Offset(3), 3, 0)),
            new Action.SendMark(2, new Cursor(new Offset(end - 4), end - 4, 0)));
    assertThat(one.actions()).isEmpty();
    assertThat(two.actions())
        .containsExactly(new Action.SendMark(3, new Cursor(new Offset(end), end, 0)));
  }

  @Test
  void noMoreThan64MarksAreOutstanding() {
    State state = Delivery.open(new Contract.Plain(1 << 30), Cursor.START);
    SampleLog log = SampleLog.of(Channel.STDERR);
    for (int i = 0; i < 80; i++) {
      log.add(Channel.STDERR, Payload.owning(new byte[64 * 1024]));
    }

    Delivery.Step sent = Deliveries.after(state, log.from(Offset.ZERO));
    Delivery.Step echoed = Delivery.step(sent.state(), new Input.MarkEchoed(64));

    assertThat(Deliveries.only(sent.actions(), Action.SendMark.class)).hasSize(64);
    assertThat(Deliveries.only(echoed.actions(), Action.SendMark.class)).hasSize(1);
  }

  @Test
  void heldBytesAreNoPartOfAPositionThoughTheOtherChannelGoesOn() {
    State opened = Delivery.open(PLAIN, Cursor.START);
    SampleLog log = SampleLog.of(Channel.STDOUT, "ab");
    log.add(Channel.STDOUT, Payload.utf8("€").slice(0, 2));
    log.add(Channel.STDERR, Payload.utf8("err"));

    Delivery.Step sent = Deliveries.after(opened, log.from(Offset.ZERO));
    Delivery.Step echoed = Delivery.step(sent.state(), new Input.MarkEchoed(1));
    Delivery.Step late = Delivery.step(echoed.state(), new Input.MarkEchoed(2));

    assertThat(sent.actions()).contains(new Action.HoldBack(Channel.STDOUT, 2, TEXT));
    assertThat(late.state().acknowledged()).isEqualTo(new Cursor(new Offset(2), 2, 3));
  }

  @Test
  void heldBytesLeaveWhenTheirTimeIsOver() {
    SampleLog log = SampleLog.of(Channel.STDOUT);
    log.add(Channel.STDOUT, Payload.utf8("€").slice(0, 2));
    Delivery.Step held =
        Deliveries.after(Delivery.open(PLAIN, Cursor.START), log.from(Offset.ZERO));

    Delivery.Step over = Delivery.step(held.state(), new Input.HoldOver(Channel.STDOUT, 0));

    assertThat(held.actions()).containsExactly(new Action.HoldBack(Channel.STDOUT, 0, TEXT));
    assertThat(Deliveries.sent(over.actions(), Channel.STDOUT))
        .isEqualTo(log.written(Channel.STDOUT));
    assertThat(Deliveries.only(over.actions(), Action.SendMark.class)).hasSize(1);
  }

  @Test
  void heldBytesStayWhileTheWindowKeepsTheirRestAway() {
    SampleLog log = SampleLog.of(Channel.STDOUT, "x".repeat(WINDOW));
    log.add(Channel.STDOUT, Payload.utf8("€").slice(0, 2));
    Delivery.Step held =
        Deliveries.after(Delivery.open(PLAIN, Cursor.START), log.from(Offset.ZERO));

    Delivery.Step over = Delivery.step(held.state(), new Input.HoldOver(Channel.STDOUT, WINDOW));
    Delivery.Step echoed = Delivery.step(over.state(), new Input.MarkEchoed(1));
    Delivery.Step rest =
        Delivery.step(
            echoed.state(),
            new Input.Output(
                new Chunk(
                    Channel.STDOUT,
                    new Offset(WINDOW + 2),
                    WINDOW + 2,
                    0,
                    Payload.utf8("€").slice(2, 3))));

    assertThat(over.actions()).containsExactly(new Action.HoldBack(Channel.STDOUT, WINDOW, TEXT));
    assertThat(Deliveries.sent(rest.actions(), Channel.STDOUT)).isEqualTo(Payload.utf8("€"));
  }

  @Test
  void whoWasKeptWaitingOnceIsNotKeptSoLongAgain() {
    SampleLog log = SampleLog.of(Channel.STDOUT);
    log.add(Channel.STDOUT, Payload.utf8("€").slice(0, 2));
    Delivery.Step held =
        Deliveries.after(Delivery.open(PLAIN, Cursor.START), log.from(Offset.ZERO));
    State over = Delivery.step(held.state(), new Input.HoldOver(Channel.STDOUT, 0)).state();
    Chunk next = new Chunk(Channel.STDOUT, new Offset(2), 2, 0, Payload.utf8("€").slice(0, 1));

    Delivery.Step again = Delivery.step(over, new Input.Output(next));

    assertThat(again.actions())
        .containsExactly(new Action.HoldBack(Channel.STDOUT, 2, Duration.ofMillis(50)));
  }

  @Test
  @Tag("O8")
  @Tag("O5")
  void whatWasUnacknowledgedAtACutAfterTheEndIsTheFirstThingTheNextConnectionSends() {
    SampleLog log = SampleLog.of(Channel.STDOUT, "one", "two", "three");
    Delivery.Step sent = Deliveries.after(Delivery.open(PLAIN, Cursor.START), all(log));
    State cut =
        Deliveries.after(sent.state(), List.of(new Input.MarkEchoed(1), new Input.Cut())).state();

    Cursor from = cut.acknowledged();
    List<Input> rest = log.from(from.offset());
    Delivery.Step again = Deliveries.after(Delivery.open(PLAIN, from), rest);
    Delivery.Step ended = Delivery.step(again.state(), log.logEnded());

    assertThat(from).isEqualTo(new Cursor(new Offset(3), 3, 0));
    assertThat(Deliveries.sent(again.actions(), Channel.STDOUT))
        .isEqualTo(Payload.utf8("twothree"));
    assertThat(ended.actions()).noneMatch(Action.SendExit.class::isInstance);
  }

  @Test
  void acknowledgementsBackwardsOrBeyondAreRefusedAndChangeNothing() {
    SampleLog log = SampleLog.of(Channel.STDOUT, "one", "two");
    State sent =
        Deliveries.after(Delivery.open(OFFSETS, Cursor.START), log.from(Offset.ZERO)).state();
    State four = Delivery.step(sent, acknowledged(4)).state();

    Delivery.Step back = Delivery.step(four, acknowledged(3));
    Delivery.Step beyond = Delivery.step(four, acknowledged(7));

    assertThat(back)
        .isEqualTo(refusal(four, new Violation.Backwards(new Offset(4), new Offset(3))));
    assertThat(beyond).isEqualTo(refusal(four, new Violation.Beyond(new Offset(6), new Offset(7))));
  }

  private static Delivery.Step refusal(State state, Violation violation) {
    return new Delivery.Step(state, List.of(new Action.Refuse(violation)));
  }

  @Test
  void creditWidensTheWindow() {
    State opened = Delivery.open(OFFSETS, Cursor.START);
    SampleLog log = SampleLog.of(Channel.STDOUT, "x".repeat(100));

    State full = Deliveries.after(opened, log.from(Offset.ZERO)).state();
    State wider = Delivery.step(full, new Input.CreditRaised(1)).state();

    assertThat(opened.wantsMore()).isTrue();
    assertThat(full.wantsMore()).isFalse();
    assertThat(wider.wantsMore()).isTrue();
  }

  @Test
  void aChannelThatIsNotWantedBecomesPositionsThatAreAcknowledgedLikeOutput() {
    var contract = new Contract.Offsets(100, Set.of(Channel.STDOUT));
    SampleLog log = SampleLog.of(Channel.STDERR, "skipped", "too");
    log.add(Channel.STDOUT, Payload.utf8("sent"));
    log.add(Channel.STDERR, Payload.utf8("x".repeat(100)));
    log.add(Channel.STDERR, Payload.utf8("tail"));

    Delivery.Step sent = Deliveries.after(Delivery.open(contract, Cursor.START), all(log));
    Delivery.Step ended = Delivery.step(sent.state(), new Input.Acknowledged(log.end()));

    assertThat(sent.actions())
        .containsExactly(
            new Action.SendPosition(new Offset(10)),
            new Action.SendChunk(
                new Chunk(Channel.STDOUT, new Offset(10), 0, 2, Payload.utf8("sent"))),
            new Action.SendPosition(new Offset(114)),
            new Action.SendPosition(log.end()));
    assertThat(ended.actions()).containsExactly(new Action.SendExit(log.end()));
  }

  private static List<Input> all(SampleLog log) {
    List<Input> inputs = new ArrayList<>(log.from(Offset.ZERO));
    inputs.add(log.logEnded());
    return inputs;
  }

  private static Input acknowledged(long upTo) {
    return new Input.Acknowledged(new Offset(upTo));
  }
}
