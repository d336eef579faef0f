package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A connection to a log of which some is missing. */
class DeliveryGapTest {
  private static final Contract PLAIN = new Contract.Plain(1024 * 1024);
  private static final Contract OFFSETS =
      new Contract.Offsets(100, Set.of(Channel.STDOUT, Channel.STDERR));

  @Test
  @Tag("O18")
  void aGapIsToldAndAcknowledgedLikeOutput() {
    ByteRange range = ByteRange.of(0, 10);
    Gap out = new Gap(Channel.STDOUT, range, 7, Gap.Reason.TRIMMED);
    Gap err = new Gap(Channel.STDERR, range, 3, Gap.Reason.TRIMMED);
    Chunk next = new Chunk(Channel.STDERR, new Offset(10), 3, 0, Payload.utf8("x"));
    List<Input> inputs =
        List.of(
            new Input.Missing(List.of(out, err)),
            new Input.Output(next),
            new Input.LogEnded(new Offset(11)));

    Delivery.Step plain = Deliveries.after(Delivery.open(PLAIN, Cursor.START), inputs);
    Delivery.Step offsets = Deliveries.after(Delivery.open(OFFSETS, Cursor.START), inputs);

    assertThat(Deliveries.only(plain.actions(), Action.SendMark.class).getLast().position())
        .isEqualTo(new Cursor(new Offset(11), 7, 4));
    assertThat(offsets.actions())
        .containsExactly(
            new Action.SendGap(out), new Action.SendGap(err), new Action.SendChunk(next));
    assertThat(Delivery.step(offsets.state(), new Input.Acknowledged(new Offset(11))).actions())
        .containsExactly(new Action.SendExit(new Offset(11)));
  }

  @Test
  @Tag("O18")
  void ofAGapOnlyThatIsToldWhichTheConsumerDoesNotHave() {
    Gap out = new Gap(Channel.STDOUT, ByteRange.of(3, 10), 7, Gap.Reason.TRIMMED);
    Gap err = new Gap(Channel.STDERR, ByteRange.of(3, 10), 3, Gap.Reason.TRIMMED);
    Input missing = new Input.Missing(List.of(out, err));

    Delivery.Step has =
        Delivery.step(Delivery.open(PLAIN, new Cursor(new Offset(5), 7, 2)), missing);
    Delivery.Step all = Delivery.step(Delivery.open(OFFSETS, Cursor.at(new Offset(10))), missing);

    assertThat(Deliveries.only(has.actions(), Action.SendGap.class))
        .containsExactly(
            new Action.SendGap(
                new Gap(Channel.STDERR, ByteRange.of(5, 10), 3, Gap.Reason.TRIMMED)));
    assertThat(all.actions()).isEmpty();
  }

  @Test
  void aHoleInTheLogIsAnErrorAndNeverSent() {
    Input later =
        new Input.Output(new Chunk(Channel.STDOUT, new Offset(5), 5, 0, Payload.utf8("x")));

    assertThatThrownBy(() -> Delivery.step(Delivery.open(PLAIN, Cursor.START), later))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Delivery.step(Delivery.open(OFFSETS, Cursor.START), later))
        .isInstanceOf(IllegalStateException.class);
  }
}
