package io.sluice.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.Connections.Connection;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.testing.Actors;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import io.sluice.protocol.wire.V1ServerFrame;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One connection of {@code sluice.v1} to a log whose first 13 bytes were removed, 6 on stdout and 7
 * on stderr; the test is the peer.
 */
@ExtendWith(Actors.class)
class GapStageTest {
  private static final Offset EARLIEST = new Offset(13);
  private static final Offset END = new Offset(19);
  private static final Set<Channel> BOTH = EnumSet.allOf(Channel.class);

  private final FakeRole role = new FakeRole();
  private final ActorSystem<Void> system;

  GapStageTest(ActorSystem<Void> system) {
    this.system = system;
  }

  @Test
  @Tag("O17")
  @Tag("O18")
  void whoStartsBelowWhatIsLeftIsToldTheGapOnEachChannelUpToTheEarliestOffset() throws Exception {
    StagePeer peer = open(new Offset(2), BOTH);

    assertThat(frame(peer)).isEqualTo(attached(new Offset(2)));
    assertThat(frame(peer)).isEqualTo(gap(Channel.STDOUT, 2));
    assertThat(frame(peer)).isEqualTo(gap(Channel.STDERR, 2));
    assertThat(frame(peer))
        .isInstanceOfSatisfying(
            V1ServerFrame.Output.class, output -> assertThat(output.offset()).isEqualTo(EARLIEST));
  }

  @Test
  @Tag("O18")
  @Tag("O33")
  void aGapIsAcknowledgedLikeOutputAndTheExitWaitsForThat() throws Exception {
    StagePeer peer = open(Offset.ZERO, EnumSet.of(Channel.STDERR));
    assertThat(frame(peer)).isEqualTo(attached(Offset.ZERO));
    assertThat(frame(peer)).isEqualTo(gap(Channel.STDERR, 0));
    assertThat(frame(peer)).isEqualTo(new V1ServerFrame.Position(END));

    tell(peer, new V1ClientFrame.Acknowledge(EARLIEST));
    tell(peer, new V1ClientFrame.Flush("f1"));
    V1ServerFrame beforeTheLast = frame(peer);
    tell(peer, new V1ClientFrame.Acknowledge(END));

    assertThat(beforeTheLast)
        .isEqualTo(new V1ServerFrame.Failed(ErrorCode.INVALID_STATE.text(), FakeRole.MARKER));
    assertThat(frame(peer)).isInstanceOf(V1ServerFrame.Exit.class);
    assertThat(peer.next()).isEqualTo(new SocketFrame.Close(1000, ""));
    assertThat(role.left.get(30, TimeUnit.SECONDS))
        .isEqualTo(new FakeRole.Left(Cursor.at(END), true));
  }

  @Test
  @Tag("O16")
  @Tag("O17")
  void whoStartsAtTheEarliestOffsetIsToldNothingOfWhatWasRemovedBefore() throws Exception {
    StagePeer peer = open(EARLIEST, BOTH);

    assertThat(frame(peer)).isEqualTo(attached(EARLIEST));
    assertThat(frame(peer)).isInstanceOf(V1ServerFrame.Output.class);
  }

  private StagePeer open(Offset from, Set<Channel> channels) {
    Connection connection =
        new Connection(role, new OffsetDialect(attached(from), channels), Cursor.at(from), null);
    return StagePeer.open(system, connection, log(from));
  }

  private static V1ServerFrame.Attached attached(Offset from) {
    return new V1ServerFrame.Attached(
        new ExecutionId("e1"), V1ServerFrame.Role.OBSERVER, Generation.NONE, from, null, "ended");
  }

  /** As a follower tells it that begins there. */
  private static List<LogItem> log(Offset from) {
    ByteRange gone = new ByteRange(Cursor.at(from).readsFrom(), EARLIEST);
    Event third =
        new Event.OutputAppended(3, Channel.STDOUT, EARLIEST, 6, 0, Payload.utf8("third\n"));
    Outcome outcome = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true);
    return List.of(
        new LogItem.Missing(
            List.of(
                new Gap(Channel.STDOUT, gone, 6, Gap.Reason.TRIMMED),
                new Gap(Channel.STDERR, gone, 7, Gap.Reason.TRIMMED)),
            5),
        new LogItem.Journaled(new Entry(5, third)),
        new LogItem.Journaled(new Entry(6, new Event.Ended(outcome, END, 12, 7, Instant.EPOCH))));
  }

  private static V1ServerFrame gap(Channel channel, long from) {
    return new V1ServerFrame.Gap(channel, new ByteRange(new Offset(from), EARLIEST), "trimmed");
  }

  private static V1ServerFrame frame(StagePeer peer) throws Exception {
    V1Message message =
        switch (peer.nextBut(SocketFrame.Ping.class)) {
          case SocketFrame.Text(var text) -> new V1Message.Text(text);
          case SocketFrame.Binary(var bytes, _) -> new V1Message.Binary(bytes);
          case SocketFrame other -> throw new AssertionError("no message: " + other);
        };
    return Objects.requireNonNull(V1Frames.decodeServer(message));
  }

  private static void tell(StagePeer peer, V1ClientFrame frame) {
    peer.offer(
        switch (V1Frames.encode(frame)) {
          case V1Message.Text(var text) -> new SocketFrame.Text(text);
          case V1Message.Binary(var bytes) -> new SocketFrame.Binary(bytes, true);
        });
  }
}
