package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import java.util.function.Consumer;

/** Hears what happens to the control of one connection, and answers challenges. */
final class SeatWatch {
  private final Role role;
  private final Host host;
  private final LongPoll<SeatNews> poll;
  private boolean challenged;

  /**
   * The connection.
   *
   * @param probe asks the peer for a sign of life
   * @param lost ends it
   * @param askLater has it watched again after a pause
   */
  record Host(Runnable probe, Consumer<SeatNews.Lost> lost, Runnable askLater) {}

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
      case SeatNews.Challenged _ -> {
        challenged = true;
        host.probe().run();
        watch();
      }
      case SeatNews.Lost lost -> host.lost().accept(lost);
    }
  }

  /** The peer did something that only a living one does. */
  void showsLife() {
    if (challenged) {
      challenged = false;
      role.alive();
    }
  }
}
