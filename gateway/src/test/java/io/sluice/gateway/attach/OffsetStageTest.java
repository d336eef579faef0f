package io.sluice.gateway.attach;

import static io.sluice.gateway.attach.LogEntries.ended;
import static io.sluice.gateway.attach.LogEntries.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.Connections.Connection;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.testing.Actors;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import io.sluice.protocol.wire.V1ServerFrame;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection that speaks {@code sluice.v1}; the test is the peer. */
@ExtendWith(Actors.class)
class OffsetStageTest {
  private static final StdinFacts NOTHING_WRITTEN = stdin(0, 0, 100, false);
  private static final int WINDOW = 1024 * 1024;
  private static final int CHUNK = 32 * 1024;
  private static final V1ClientFrame FLUSH = new V1ClientFrame.Flush("x");

  /** What a flush is answered with here. */
  private static final V1ServerFrame MARKER =
      new V1ServerFrame.Failed("invalid_state", FakeRole.MARKER);

  private static final Set<Channel> ALL = EnumSet.allOf(Channel.class);

  private final FakeRole role = new FakeRole();
  private final ActorSystem<Void> system;

  OffsetStageTest(ActorSystem<Void> system) {
    this.system = system;
  }

  @Test
  @Tag("O15")
  void itIsGreetedAndEachChunkHasItsOffset() throws Exception {
    StagePeer peer = open(ALL, output(0, "abc"), output(3, "de"));

    assertThat(heard(peer)).isEqualTo(attached());
    assertThat(heard(peer)).isEqualTo(stdout(0, "abc"));
    assertThat(heard(peer)).isEqualTo(stdout(3, "de"));
  }

  @Test
  @Tag("O33")
  void theExitFollowsTheAcknowledgementOfAllBeforeIt() throws Exception {
    StagePeer peer = open(ALL, output(0, "abc"), ended(3));
    assertThat(heard(peer)).isEqualTo(attached());
    assertThat(heard(peer)).isEqualTo(stdout(0, "abc"));

    say(peer, new V1ClientFrame.Acknowledge(new Offset(2)));
    say(peer, FLUSH);
    V1ServerFrame beforeTheLast = heard(peer);
    say(peer, new V1ClientFrame.Acknowledge(new Offset(3)));
    V1ServerFrame afterTheLast = heard(peer);

    assertThat(beforeTheLast).isEqualTo(MARKER);
    assertThat(afterTheLast).isInstanceOf(V1ServerFrame.Exit.class);
    assertThat(peer.next()).isEqualTo(new SocketFrame.Close(1000, ""));
    assertThat(role.left.get(30, TimeUnit.SECONDS))
        .isEqualTo(new FakeRole.Left(Cursor.at(new Offset(3)), true));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4, Long.MAX_VALUE})
  void anAcknowledgementThatGoesBackOrBeyondIsRefusedAndTheSessionGoesOn(long wrong)
      throws Exception {
    StagePeer peer = open(ALL, output(0, "abc"), ended(3));
    assertThat(heard(peer)).isEqualTo(attached());
    assertThat(heard(peer)).isEqualTo(stdout(0, "abc"));
    say(peer, new V1ClientFrame.Acknowledge(new Offset(2)));

    say(peer, new V1ClientFrame.Acknowledge(new Offset(wrong)));
    V1ServerFrame refusal = heard(peer);
    say(peer, new V1ClientFrame.Acknowledge(new Offset(3)));

    assertThat(refusal)
        .isInstanceOfSatisfying(
            V1ServerFrame.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo("invalid_argument"));
    assertThat(heard(peer)).isInstanceOf(V1ServerFrame.Exit.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "{\"type\":\"other\"}", "{\"type\":\"ack\",\"offset\":-1}"})
  @Tag("C4")
  void whatIsNoFrameIsAnsweredAndTheSessionGoesOn(String text) throws Exception {
    StagePeer peer = open(ALL);
    assertThat(heard(peer)).isEqualTo(attached());

    peer.offer(new SocketFrame.Text(text));

    assertThat(heard(peer)).isInstanceOf(V1ServerFrame.Failed.class);
  }

  @Test
  @Tag("O24")
  void whoAcknowledgesNothingGetsAWindowAndAsMuchMoreAsItGivesCreditFor() throws Exception {
    List<Entry> log = new ArrayList<>();
    for (int i = 0; i < 2 * WINDOW / CHUNK; i++) {
      log.add(output((long) i * CHUNK, "x".repeat(CHUNK)));
    }
    StagePeer peer = open(ALL, log.toArray(Entry[]::new));
    assertThat(heard(peer)).isEqualTo(attached());

    long window = outputUpTo(WINDOW, peer);
    say(peer, FLUSH);
    V1ServerFrame afterTheWindow = heard(peer);
    say(peer, new V1ClientFrame.Credit(CHUNK));
    long credit = outputUpTo(CHUNK, peer);
    say(peer, FLUSH);

    assertThat(window).isEqualTo(WINDOW);
    assertThat(afterTheWindow).isEqualTo(MARKER);
    assertThat(credit).isEqualTo(CHUNK);
    assertThat(heard(peer)).isEqualTo(MARKER);
  }

  @Test
  @Tag("I5")
  void whoIsPreemptedIsToldByWhomAndNotToComeBack() throws Exception {
    StagePeer peer = open(ALL);
    assertThat(heard(peer)).isEqualTo(attached());

    role.watches.take().complete(new SeatNews.Lost(new Generation(2), new ConsumerId("name:b")));

    assertThat(heard(peer)).isEqualTo(new V1ServerFrame.Preempted(new Generation(2), "name:b"));
    assertThat(((SocketFrame.Close) peer.next()).code()).isEqualTo(4409);
  }

  @Test
  @Tag("O9")
  void whoIsAboutToBePreemptedTellsFirstAllThatItsPeerAcknowledged() throws Exception {
    StagePeer peer = open(ALL, output(0, "abc"));
    assertThat(heard(peer)).isEqualTo(attached());
    assertThat(heard(peer)).isEqualTo(stdout(0, "abc"));

    role.watches.take().complete(new SeatNews.Challenged(true));
    SocketFrame probe = peer.next();
    while (!probe.equals(SeatWatch.PROBE)) {
      probe = peer.next();
    }
    say(peer, new V1ClientFrame.Acknowledge(new Offset(1)));
    say(peer, FLUSH);
    V1ServerFrame answered = heard(peer);
    boolean early = !role.signsOfLife.isEmpty();
    say(peer, new V1ClientFrame.Acknowledge(new Offset(3)));
    peer.echo(probe);

    assertThat(answered).isEqualTo(MARKER);
    assertThat(early).isFalse();
    assertThat(role.signsOfLife.poll(30, TimeUnit.SECONDS)).isTrue();
    assertThat(role.acknowledged).last().isEqualTo(Cursor.at(new Offset(3)));
  }

  @Test
  @Tag("O32")
  void aFlushThatWaitsHoldsNothingUp() throws Exception {
    role.holdsFlushes = true;
    StagePeer peer = open(ALL, output(0, "abc"), ended(3));
    assertThat(heard(peer)).isEqualTo(attached());
    assertThat(heard(peer)).isEqualTo(stdout(0, "abc"));

    say(peer, FLUSH);
    say(peer, new V1ClientFrame.Acknowledge(new Offset(3)));

    assertThat(heard(peer)).isInstanceOf(V1ServerFrame.Exit.class);
  }

  @Test
  @Tag("I10")
  void itIsToldHowFarItsInputCame() throws Exception {
    StagePeer peer = open(ALL);
    assertThat(heard(peer)).isEqualTo(attached());

    role.inputs.take().complete(new StdinNews.Stands(stdin(5, 5, 105, false)));
    V1ServerFrame applied = heard(peer);
    V1ServerFrame credit = heard(peer);
    role.inputs.take().complete(new StdinNews.Stands(stdin(5, 5, 105, true)));
    V1ServerFrame closed = heard(peer);

    assertThat(applied).isEqualTo(new V1ServerFrame.StdinAcknowledged(new StdinOffset(5)));
    assertThat(credit).isEqualTo(new V1ServerFrame.StdinCredit(new StdinOffset(105)));
    assertThat(((V1ServerFrame.Failed) closed).code()).isEqualTo("stdin_closed");
  }

  @Test
  void whoReadsOneChannelIsToldWhereTheOtherLies() throws Exception {
    StagePeer peer = open(Set.of(Channel.STDERR), output(0, "abc"), ended(3));
    assertThat(heard(peer)).isEqualTo(attached());

    V1ServerFrame position = heard(peer);
    say(peer, new V1ClientFrame.Acknowledge(new Offset(3)));

    assertThat(position).isEqualTo(new V1ServerFrame.Position(new Offset(3)));
    assertThat(heard(peer)).isInstanceOf(V1ServerFrame.Exit.class);
  }

  private StagePeer open(Set<Channel> channels, Entry... log) {
    Connection connection =
        new Connection(
            role, new OffsetDialect(attached(), channels), Cursor.START, NOTHING_WRITTEN);
    return StagePeer.open(system, connection, log);
  }

  private static V1ServerFrame.Attached attached() {
    return new V1ServerFrame.Attached(
        new ExecutionId("e1"),
        V1ServerFrame.Role.CONTROLLER,
        new Generation(1),
        Offset.ZERO,
        new V1ServerFrame.StdinWindow(new StdinOffset(0), new StdinOffset(100)),
        "running");
  }

  private static V1ServerFrame heard(StagePeer peer) throws Exception {
    V1Message message =
        switch (peer.nextBut(SocketFrame.Ping.class)) {
          case SocketFrame.Text(var json) -> new V1Message.Text(json);
          case SocketFrame.Binary(var bytes, _) -> new V1Message.Binary(bytes);
          case SocketFrame other -> throw new AssertionError("no frame of sluice.v1: " + other);
        };
    return Objects.requireNonNull(V1Frames.decodeServer(message), "of a later version");
  }

  private static long outputUpTo(long least, StagePeer peer) throws Exception {
    long bytes = 0;
    while (bytes < least) {
      bytes += ((V1ServerFrame.Output) heard(peer)).payload().size();
    }
    return bytes;
  }

  private static void say(StagePeer peer, V1ClientFrame frame) {
    switch (V1Frames.encode(frame)) {
      case V1Message.Text(var json) -> peer.offer(new SocketFrame.Text(json));
      case V1Message.Binary(var bytes) -> peer.offer(new SocketFrame.Binary(bytes, true));
    }
  }

  private static V1ServerFrame stdout(long offset, String text) {
    return new V1ServerFrame.Output(Channel.STDOUT, new Offset(offset), 0, Payload.utf8(text));
  }

  private static StdinFacts stdin(long received, long applied, long credit, boolean closed) {
    return new StdinFacts(
        new StdinOffset(received), new StdinOffset(applied), new StdinOffset(credit), closed);
  }
}
