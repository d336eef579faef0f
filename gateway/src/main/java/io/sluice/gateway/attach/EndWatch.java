package io.sluice.gateway.attach;

import io.sluice.protocol.follow.Delivery;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How long a peer may keep the end waiting: from when it was sent everything, or has all that its
 * window takes of a log that is complete, and anew from each of its acknowledgements.
 */
final class EndWatch {
  private static final Due DUE = new Due.Acknowledgement();

  private final LongPoll<Boolean> hasEnded;
  private final Timer timer;
  private Delivery.State now;
  private boolean runs;

  /** Of the stage, by key. */
  record Timer(BiConsumer<Object, Duration> begin, Consumer<Object> stop) {}

  /**
   * @param now how delivery begins
   */
  EndWatch(Delivery.State now, Role role, LongPoll.Callbacks callbacks, Timer timer) {
    this.now = now;
    this.timer = timer;
    this.hasEnded = new LongPoll<>(callbacks, role::hasEnded, this::told, () -> {});
  }

  void moved(Delivery.State next) {
    boolean acknowledged = !next.acknowledged().equals(now.acknowledged());
    boolean beganToEnd = next instanceof Delivery.Ending && !(now instanceof Delivery.Ending);
    now = next;
    if (beganToEnd || acknowledged) {
      restart();
    }
  }

  private void restart() {
    if (now instanceof Delivery.Ending) {
      begin();
    } else if (runs) {
      runs = false;
      timer.stop().accept(DUE);
    }
  }

  private void begin() {
    runs = true;
    timer.begin().accept(DUE, Due.ACKNOWLEDGE);
  }

  /** Now and then: who takes no more is not told of the end. */
  void look() {
    if (isStalled() && !runs) {
      hasEnded.ask();
    }
  }

  private void told(boolean ended) {
    if (ended && isStalled() && !runs) {
      begin();
    }
  }

  private boolean isStalled() {
    return now instanceof Delivery.Open && !now.wantsMore();
  }

  /** Whether the time is over for one that could acknowledge and did not. */
  boolean isOverdue() {
    runs = false;
    return now instanceof Delivery.Ending || isStalled();
  }
}
