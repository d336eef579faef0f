package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.SeatNews;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.stage.AsyncCallback;

/** Hears what happens to the control of one connection, and answers challenges. */
final class SeatWatch {
  private final Role role;
  private final Host host;
  private final AsyncCallback<SeatNews> came;
  private final AsyncCallback<Throwable> failed;
  private boolean challenged;

  /** Makes callbacks that run where the connection does. */
  interface Callbacks {
    <T> AsyncCallback<T> create(Procedure<T> handler);
  }

  /**
   * The connection.
   *
   * @param probe asks the peer for a sign of life
   * @param lost ends it
   * @param askLater has it watched again after a pause
   */
  record Host(Runnable probe, Runnable lost, Runnable askLater) {}

  SeatWatch(Role role, Callbacks callbacks, Host host) {
    this.role = role;
    this.host = host;
    this.came = callbacks.create(this::came);
    this.failed = callbacks.create(_ -> host.askLater().run());
  }

  void watch() {
    var _ =
        role.news()
            .whenComplete(
                (news, failure) -> {
                  if (news == null) {
                    failed.invoke(failure);
                  } else {
                    came.invoke(news);
                  }
                });
  }

  private void came(SeatNews news) {
    switch (news) {
      case SeatNews.StillYours _ -> watch();
      case SeatNews.Challenged _ -> {
        challenged = true;
        host.probe().run();
        watch();
      }
      case SeatNews.Lost _ -> host.lost().run();
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
