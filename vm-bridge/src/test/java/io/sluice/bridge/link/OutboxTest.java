package io.sluice.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.runner.LinkLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
  private final Outbox outbox = new Outbox();

  @Test
  @Tag("O27")
  void theFirstBytesLeaveAtOnce() {
    write(Channel.STDOUT, 5, "a");

    assertThat(outbox.next()).isEqualTo(new Report.Output(1, Channel.STDOUT, 5, Payload.utf8("a")));
    assertThat(outbox.next()).isNull();
  }

  @Test
  void moreGathersWhileSomethingIsUnacknowledged() {
    write(Channel.STDOUT, 1, "a");
    outbox.next();
    write(Channel.STDOUT, 2, "b");
    write(Channel.STDOUT, 3, "c");

    Report whileUnacknowledged = outbox.next();
    outbox.acknowledged(1);

    assertThat(whileUnacknowledged).isNull();
    assertThat(outbox.next())
        .isEqualTo(new Report.Output(2, Channel.STDOUT, 2, Payload.utf8("bc")));
  }

  @Test
  @Tag("O26")
  void theOrderBetweenChannelsIsKept() {
    write(Channel.STDOUT, 1, "a");
    outbox.next();
    write(Channel.STDOUT, 2, "b");
    write(Channel.STDERR, 3, "c");
    write(Channel.STDOUT, 4, "d");

    outbox.acknowledged(1);

    assertThat(drain())
        .containsExactly(
            new Report.Output(2, Channel.STDOUT, 2, Payload.utf8("b")),
            new Report.Output(3, Channel.STDERR, 3, Payload.utf8("c")),
            new Report.Output(4, Channel.STDOUT, 4, Payload.utf8("d")));
  }

  @Test
  void aFullReportLeavesThoughSomethingIsUnacknowledged() {
    write(Channel.STDOUT, 1, "a");
    outbox.next();

    write(Channel.STDOUT, 2, "x".repeat(Report.MAX_PAYLOAD_BYTES + 1));

    assertThat(drain())
        .containsExactly(
            new Report.Output(
                2, Channel.STDOUT, 2, Payload.utf8("x".repeat(Report.MAX_PAYLOAD_BYTES))));
  }

  @Test
  @Tag("O1")
  void anEndLeavesAtOnceWithAllThatCameBefore() {
    write(Channel.STDOUT, 1, "a");
    outbox.next();
    write(Channel.STDOUT, 2, "b");

    outbox.exited(3, new ExitStatus.Code(0), false);
    outbox.channelEnded(Channel.STDOUT, 4, ChannelEnding.COMPLETE);

    assertThat(drain())
        .containsExactly(
            new Report.Output(2, Channel.STDOUT, 2, Payload.utf8("b")),
            new Report.Exited(3, 3, new ExitStatus.Code(0), false),
            new Report.ChannelEnded(4, Channel.STDOUT, 4, ChannelEnding.COMPLETE));
  }

  @Test
  @Tag("O24")
  void withoutAcknowledgementsReadingIsHeldBackAtTheWindow() {
    write(Channel.STDOUT, 1, "x".repeat(LinkLimits.OUTPUT_WINDOW_BYTES));

    int room = outbox.room();
    drain();
    boolean early = outbox.acknowledged(1);
    boolean later = outbox.acknowledged(8);

    assertThat(room).isZero();
    assertThat(early).isFalse();
    assertThat(later).isTrue();
    assertThat(outbox.room()).isEqualTo(LinkLimits.OUTPUT_WINDOW_BYTES / 2);
    assertThat(outbox.acknowledged(16)).isFalse();
  }

  @Test
  @Tag("O24")
  void manyTinyReportsHoldReadingBackTooAndTheEndsStillFit() {
    int writes = 0;
    while (outbox.room() > 0) {
      write(writes % 2 == 0 ? Channel.STDOUT : Channel.STDERR, writes, "x");
      writes++;
    }

    outbox.channelEnded(Channel.STDOUT, writes, ChannelEnding.COMPLETE);
    outbox.channelEnded(Channel.STDERR, writes, ChannelEnding.COMPLETE);
    outbox.exited(writes, new ExitStatus.Code(0), false);

    assertThat(drain()).hasSizeBetween(200, LinkLimits.OUTPUT_WINDOW_REPORTS);
  }

  @Test
  void anAcknowledgementOfWhatNeverLeftTakesNothingAway() {
    write(Channel.STDOUT, 1, "a");

    outbox.acknowledged(Long.MAX_VALUE);

    assertThat(outbox.isEmpty()).isFalse();
    assertThat(outbox.next()).isNotNull();
  }

  @Test
  @Tag("L17")
  @Tag("O34")
  void byAnotherLinkWhatLeftLeavesAgainAsItWasAndBeforeWhatIsNew() {
    write(Channel.STDOUT, 1, "a");
    Report first = outbox.next();
    write(Channel.STDERR, 2, "b");
    outbox.exited(3, new ExitStatus.Code(0), false);
    Report second = outbox.next();
    write(Channel.STDOUT, 4, "c");

    outbox.linkedAgain(0);

    assertThat(outbox.next()).isEqualTo(first);
    assertThat(outbox.next()).isEqualTo(second);
    assertThat(outbox.next()).isEqualTo(new Report.Exited(3, 3, new ExitStatus.Code(0), false));
    assertThat(outbox.next()).isNull();
  }

  @Test
  @Tag("L17")
  void whatIsCommittedOrAcknowledgedAfterACutDoesNotLeaveAgain() {
    write(Channel.STDOUT, 1, "a");
    outbox.next();
    write(Channel.STDERR, 2, "b");
    outbox.exited(3, new ExitStatus.Code(0), false);
    drain();

    outbox.linkedAgain(1);
    outbox.acknowledged(2);

    assertThat(drain()).containsExactly(new Report.Exited(3, 3, new ExitStatus.Code(0), false));
    assertThat(outbox.lastAcknowledged()).isEqualTo(2);
    assertThat(outbox.lastSequence()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  @Tag("O24")
  @Tag("O25")
  void underAnyInterleavingEveryByteLeavesOnceInOrderWithinTheWindow(long seed) {
    Random random = new Random(seed);
    Map<Channel, CRC32> written = Map.of(Channel.STDOUT, new CRC32(), Channel.STDERR, new CRC32());
    Map<Channel, CRC32> left = Map.of(Channel.STDOUT, new CRC32(), Channel.STDERR, new CRC32());
    long unacknowledgedBytes = 0;
    Deque<Report.Output> sent = new ArrayDeque<>();
    long lastSequence = 0;

    for (int step = 0; step < 5_000 || !outbox.isEmpty(); step++) {
      int room = step < 5_000 ? outbox.room() : 0;
      if (room > 0 && random.nextBoolean()) {
        byte[] bytes = new byte[1 + random.nextInt(Math.min(room, 70_000))];
        random.nextBytes(bytes);
        Channel channel = random.nextInt(4) == 0 ? Channel.STDERR : Channel.STDOUT;
        outbox.output(channel, step, ByteBuffer.wrap(bytes));
        of(written, channel).update(bytes);
      }
      if (outbox.next() instanceof Report.Output output) {
        assertThat(output.sequence()).isEqualTo(++lastSequence);
        of(left, output.channel()).update(output.payload().toByteArray());
        unacknowledgedBytes += output.payload().size();
        sent.add(output);
      }
      assertThat(unacknowledgedBytes).isLessThanOrEqualTo(LinkLimits.OUTPUT_WINDOW_BYTES);
      if (!sent.isEmpty() && random.nextInt(3) == 0) {
        Report.Output journaled = sent.remove();
        unacknowledgedBytes -= journaled.payload().size();
        outbox.acknowledged(journaled.sequence());
      }
      leavesAgainNowAndThen(random, sent);
    }

    assertThat(sums(left)).isEqualTo(sums(written));
    assertThat(lastSequence).isGreaterThan(100);
  }

  private void leavesAgainNowAndThen(Random random, Deque<Report.Output> sent) {
    if (random.nextInt(40) > 0) {
      return;
    }
    outbox.linkedAgain(outbox.lastAcknowledged());
    for (Report.Output output : sent) {
      assertThat(outbox.next()).isEqualTo(output);
    }
  }

  private static List<Long> sums(Map<Channel, CRC32> sums) {
    return Stream.of(Channel.values()).map(channel -> of(sums, channel).getValue()).toList();
  }

  private static CRC32 of(Map<Channel, CRC32> sums, Channel channel) {
    return Objects.requireNonNull(sums.get(channel));
  }

  private void write(Channel channel, long micros, String text) {
    outbox.output(channel, micros, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private List<Report> drain() {
    List<Report> reports = new ArrayList<>();
    for (Report report = outbox.next(); report != null; report = outbox.next()) {
      reports.add(report);
    }
    return reports;
  }
}
