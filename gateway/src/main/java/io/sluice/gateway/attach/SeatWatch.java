package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.model.Payload;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears what happens to the control of one connection, and answers challenges. */
final class SeatWatch {
  /** Its echo comes behind all that the peer acknowledged before it got this. */
  static final SocketFrame PROBE = new SocketFrame.Ping(Payload.utf8("?"));

  private static final SocketFrame ECHO = new SocketFrame.Pong(Payload.utf8("?"));

  private final Role role;
  private final Host host;
  private final LongPoll<SeatNews> poll;
  private SeatNews.@Nullable Challenged challenge;

  /**
   * The connection.
   *
   * @param probe sends the peer {@link #PROBE}
   * @param notePlace has it noted how far the peer came
   * @param lost ends it
   * @param askLater has it watched again after a pause
   */
  record Host(
      Runnable probe, Runnable notePlace, Consumer<SeatNews.Lost> lost, Runnable askLater) {}

  SeatWatch(Role role, LongPoll.Callbacks callbacks, Host host) {
    this.role = role;
    this.host = host;
    this.poll = new LongPoll<>(callbacks, role::news, this::came, host.askLater());
  }

  void watch() {
    poll.ask();
  }

  private void came(SeatNews news) {
    switch (news) {
      case SeatNews.StillYours _ -> watch();
      case SeatNews.Challenged challenged -> {
        challenge = challenged;
        host.probe().run();
        watch();
      }
      case SeatNews.Lost lost -> host.lost().accept(lost);
    }
  }

  /** The peer did something that only a living one does. */
  void showsLife() {
    if (challenge != null && !challenge.preempted()) {
      answer();
    }
  }

  /** A frame of the peer was carried out. */
  void heard(SocketFrame frame) {
    if (frame.equals(ECHO)) {
      isUpToDate();
    }
  }

  /** What the peer acknowledged is known here, as far as it can be heard now. */
  void isUpToDate() {
    if (challenge != null) {
      answer();
    }
  }

  private void answer() {
    challenge = null;
    host.notePlace().run();
    role.alive();
  }
}
