package io.sluice.gateway.attach;

import static io.sluice.gateway.attach.LogEntries.ended;
import static io.sluice.gateway.attach.LogEntries.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.Connections.Connection;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.testing.Actors;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One connection of the contract without a subprotocol; the test is the peer. */
@ExtendWith(Actors.class)
class ConsumerStageTest {
  private static final SocketFrame PING = new SocketFrame.Ping(Payload.EMPTY);
  private static final SocketFrame REQUEST =
      new SocketFrame.Text("{\"type\":\"resize\",\"cols\":80,\"rows\":24}");
  private static final SocketFrame MARKER =
      new SocketFrame.Text(AttachFrames.error(ErrorCode.INVALID_STATE, FakeRole.MARKER));
  private static final int WINDOW = 1024 * 1024;
  private static final int CHUNK = 32 * 1024;

  private final FakeRole role = new FakeRole();
  private final ActorSystem<Void> system;

  ConsumerStageTest(ActorSystem<Void> system) {
    this.system = system;
  }

  @Test
  @Tag("O33")
  void theExitFollowsTheEchoOfAllOutputBeforeIt() throws Exception {
    StagePeer peer = open(Cursor.START, output(0, "abc"), ended(3));
    assertThat(peer.next()).isEqualTo(PING);
    assertThat(peer.next()).isEqualTo(stdout("abc"));
    SocketFrame mark = peer.next();

    peer.offer(REQUEST);
    SocketFrame beforeTheEcho = peer.next();
    peer.echo(mark);
    SocketFrame afterTheEcho = peer.next();

    assertThat(beforeTheEcho).isEqualTo(MARKER);
    assertThat(((SocketFrame.Text) afterTheEcho).text()).contains("\"exit_code\":7");
    assertThat(peer.next()).isEqualTo(new SocketFrame.Close(1000, ""));
    assertThat(left()).isEqualTo(new FakeRole.Left(new Cursor(new Offset(3), 3, 0), true));
  }

  @Test
  @Tag("O24")
  void aPeerThatEchoesNothingGetsAWindowAndNoMore() throws Exception {
    List<Entry> log = new ArrayList<>();
    for (int i = 0; i < 3 * WINDOW / CHUNK; i++) {
      log.add(output((long) i * CHUNK, "x".repeat(CHUNK)));
    }
    StagePeer peer = open(Cursor.START, log.toArray(Entry[]::new));

    int received = 0;
    while (received < WINDOW) {
      received += outputBytes(peer.next());
    }
    peer.offer(REQUEST);

    assertThat(peer.nextBut(SocketFrame.Ping.class)).isEqualTo(MARKER);
  }

  @Test
  @Tag("O16")
  void nothingFollowsTheHandshakeUntilThePeerIsHeard() throws Exception {
    CompletableFuture<Void> read = new CompletableFuture<>();
    Source<LogItem, NotUsed> log =
        Source.<LogItem>single(new LogItem.Journaled(output(0, "abc")))
            .map(
                item -> {
                  read.complete(null);
                  return item;
                })
            .concat(Source.maybe());
    Connection connection = new Connection(role, new PlainDialect(), Cursor.START, null);
    StagePeer peer = StagePeer.over(system, connection, log);
    SocketFrame greeting = peer.nextUnanswered();
    read.get(30, TimeUnit.SECONDS);

    role.watches.take().complete(new SeatNews.Challenged(true));
    SocketFrame beforeItIsHeard = peer.nextUnanswered();
    peer.echo(greeting);

    assertThat(greeting).isEqualTo(PING);
    assertThat(beforeItIsHeard).isEqualTo(SeatWatch.PROBE);
    assertThat(peer.next()).isEqualTo(stdout("abc"));
  }

  @Test
  @Tag("O8")
  void whatWasAcknowledgedBeforeACutIsWhereTheSuccessorStarts() throws Exception {
    StagePeer peer = open(Cursor.START, output(0, "abc"));
    assertThat(peer.next()).isEqualTo(PING);
    assertThat(peer.next()).isEqualTo(stdout("abc"));
    peer.echo(peer.next());
    peer.offer(REQUEST);
    assertThat(peer.next()).isEqualTo(MARKER);

    peer.cut();

    assertThat(left()).isEqualTo(new FakeRole.Left(new Cursor(new Offset(3), 3, 0), false));
    assertThat(role.acknowledged).allMatch(new Cursor(new Offset(3), 3, 0)::equals);
  }

  @Test
  @Tag("O16")
  void aSuccessorGetsWhatFollowsItsPlaceOnly() throws Exception {
    StagePeer peer = open(new Cursor(new Offset(1), 1, 0), output(0, "abc"));

    assertThat(peer.next()).isEqualTo(PING);
    assertThat(peer.next()).isEqualTo(stdout("bc"));
  }

  @Test
  void aChallengedPeerThatEchoesShowsLife() throws Exception {
    StagePeer peer = open(Cursor.START);
    assertThat(peer.nextUnanswered()).isEqualTo(PING);

    role.watches.take().complete(new SeatNews.Challenged(false));
    SocketFrame probe = peer.next();
    boolean before = !role.signsOfLife.isEmpty();
    peer.echo(probe);

    assertThat(before).isFalse();
    assertThat(role.signsOfLife.poll(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @Tag("I5")
  void whoLosesControlIsToldAndClosedAndNotAskedBack() throws Exception {
    StagePeer peer = open(Cursor.START);
    assertThat(peer.next()).isEqualTo(PING);

    role.watches.take().complete(new SeatNews.Lost(new Generation(2), new ConsumerId("key:2")));

    assertThat(((SocketFrame.Text) peer.next()).text()).contains("\"code\":\"superseded\"");
    assertThat(((SocketFrame.Close) peer.next()).code()).isEqualTo(4409);
    assertThat(left().sawExit()).isFalse();
  }

  @Test
  @Tag("O7")
  void incompleteOutputIsToldBeforeTheExit() throws Exception {
    Outcome cut = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, false);
    StagePeer peer = open(Cursor.START, ended(0, cut));
    assertThat(peer.next()).isEqualTo(PING);

    assertThat(((SocketFrame.Text) peer.next()).text()).contains("output_incomplete");
    assertThat(((SocketFrame.Text) peer.next()).text()).contains("\"incomplete\":true");
  }

  @Test
  @Tag("O30")
  void aLogThatIsForgottenWhileItIsReadIsClosedAsGone() throws Exception {
    Connection connection = new Connection(role, new PlainDialect(), Cursor.START, null);
    StagePeer peer = StagePeer.over(system, connection, Source.empty());

    SocketFrame last = peer.nextBut(SocketFrame.Ping.class);

    assertThat(last).isEqualTo(new SocketFrame.Close(4404, "the log is gone"));
  }

  @Test
  @Tag("O31")
  void whatALimitTookIsToldWithTheExit() throws Exception {
    Outcome limited = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true, true);
    StagePeer peer = open(Cursor.START, ended(0, limited));
    assertThat(peer.next()).isEqualTo(PING);

    assertThat(((SocketFrame.Text) peer.next()).text()).contains("\"truncated\":true");
  }

  @Test
  void aGatewayThatStopsSaysGoodbyeAndIsToldWhenThePeerIsGone() throws Exception {
    StagePeer peer = open(Cursor.START);
    assertThat(peer.next()).isEqualTo(PING);

    peer.session().goingAway().complete(Done.getInstance());

    assertThat(peer.next()).isEqualTo(new SocketFrame.Close(1001, "the gateway stops"));
    assertThat(peer.session().over()).succeedsWithin(Duration.ofSeconds(30));
  }

  private StagePeer open(Cursor from, Entry... log) {
    return StagePeer.open(system, new Connection(role, new PlainDialect(), from, null), log);
  }

  private static SocketFrame stdout(String text) {
    return new SocketFrame.Binary(Payload.utf8((char) 1 + text), true);
  }

  private static int outputBytes(SocketFrame frame) {
    return frame instanceof SocketFrame.Binary binary ? binary.payload().size() - 1 : 0;
  }

  private FakeRole.Left left() throws Exception {
    return role.left.get(30, TimeUnit.SECONDS);
  }
}
