package io.sluice.protocol.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a client opened to the gateway. When it is cut, each end hears of it in its own
 * time, the gateway's often much later.
 *
 * @param <U> what goes up to the gateway
 * @param <D> what comes down
 */
final class Connection<U extends Connection.Sized, D extends Connection.Sized> {
  private static final int CLIENT_NOTICES_MILLIS = 200;
  private static final int GATEWAY_NOTICES_MILLIS = 3_000;

  /** Without a sign of life. */
  private static final int KEEPALIVE_MILLIS = 45_000;

  private final Scheduler scheduler;
  private final Fault.Counts faults;
  private final End<D> client;
  private final Pipe<U> up;
  private final Pipe<D> down;
  private final List<U> early = new ArrayList<>();
  private @Nullable End<U> gateway;
  private boolean over;

  /** What has a size on the wire. */
  interface Sized {
    int bytes();
  }

  /** Why it is over. */
  enum Closing {
    CUT,
    GOING_AWAY,
    DONE
  }

  /** One who holds an end of it. */
  interface End<F> {
    void frame(F frame);

    void closed(Closing why);
  }

  Connection(Scheduler scheduler, Fault.Counts faults, String name, End<D> client) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.client = client;
    this.up = new Pipe<>(scheduler, name + " up", this::arrivedAtGateway);
    this.down = new Pipe<>(scheduler, name + " down", client::frame);
  }

  /** The gateway accepts it, perhaps when it is cut already and nobody told. */
  void serve(End<U> end) {
    gateway = end;
    early.forEach(end::frame);
    early.clear();
    if (over) {
      tellGateway(Closing.CUT, noticed());
    }
  }

  private void arrivedAtGateway(U frame) {
    if (gateway != null) {
      gateway.frame(frame);
    } else {
      early.add(frame);
    }
  }

  void sendUp(U frame) {
    up.send(frame, frame.bytes());
  }

  void sendDown(D frame) {
    down.send(frame, frame.bytes());
  }

  boolean isOver() {
    return over;
  }

  /** The network breaks; gives what was lost on the way up and down. */
  Lost<U, D> cut() {
    over = true;
    Pipe.Loss<U> above = up.cut();
    Pipe.Loss<D> below = down.cut();
    if (above.withinAFrame() || below.withinAFrame()) {
      faults.add(Fault.CUT_WITHIN_A_FRAME);
    }
    tellClient(Closing.CUT, scheduler.below(CLIENT_NOTICES_MILLIS));
    tellGateway(Closing.CUT, noticed());
    return new Lost<>(above.frames(), below.frames());
  }

  private int noticed() {
    return scheduler.oneIn(3) ? KEEPALIVE_MILLIS : scheduler.below(GATEWAY_NOTICES_MILLIS);
  }

  /** What a cut took. */
  record Lost<U, D>(Iterable<U> up, Iterable<D> down) {}

  /** The gateway's process is gone, and with it this end. */
  void gatewayDied() {
    gateway = null;
    up.lose();
    if (!over) {
      over = true;
      down.cut();
      tellClient(Closing.CUT, scheduler.below(CLIENT_NOTICES_MILLIS));
    }
  }

  /** The gateway closes: what it sent arrives before that. */
  void closeByGateway(Closing why) {
    gateway = null;
    up.lose();
    if (!over) {
      over = true;
      down.close();
      tellClient(why, 0);
    }
  }

  /** The client leaves: what it sent arrives before that. */
  void closeByClient() {
    if (!over) {
      over = true;
      down.lose();
      up.close();
      tellGateway(Closing.DONE, 0);
    }
  }

  private void tellClient(Closing why, int millis) {
    scheduler.after(down.drainsIn() + millis, "client hears " + why, () -> client.closed(why));
  }

  private void tellGateway(Closing why, int millis) {
    scheduler.after(
        up.drainsIn() + millis,
        "gateway hears of a close",
        () -> {
          if (gateway != null) {
            gateway.closed(why);
          }
        });
  }
}
