package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.TakeControl;
import io.sluice.gateway.execution.IntakeMessage.WatchSeat;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.protocol.execution.Audience;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.SessionId;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * What the journal does not know of control: whether its holder is still connected, and who waits
 * to learn that. It is lost with the entity, and a holder that is connected tells again.
 */
final class Presence {
  private static final Duration SIGN_OF_LIFE = Duration.ofMillis(500);
  private static final Duration WATCH = Duration.ofSeconds(10);
  private static final IntakeMessage CHALLENGE_OVER = new IntakeMessage.ChallengeOver();
  private static final IntakeMessage WATCH_OVER = new IntakeMessage.WatchOver();

  private final TimerScheduler<IntakeMessage> timers;
  private @Nullable SessionId present;
  private @Nullable WatchSeat watch;
  private @Nullable TakeControl challenger;
  private boolean holderKnows;

  Presence(TimerScheduler<IntakeMessage> timers) {
    this.timers = timers;
  }

  boolean isEmpty() {
    return present == null && challenger == null;
  }

  /** Whether somebody must be asked before another gets control. */
  boolean isHeld() {
    return present != null;
  }

  void arrived(SessionId session) {
    present = session;
  }

  /** Whether it was the one that is here. */
  boolean left(SessionId session) {
    boolean here = session.equals(present);
    if (here) {
      present = null;
      tell(new SeatNews.StillYours());
    }
    return here;
  }

  void watch(WatchSeat message, @Nullable Audience audience) {
    if (audience == null || !audience.isControlledBy(message.session())) {
      message.replyTo().tell(lost(audience));
      return;
    }
    present = message.session();
    watch = message;
    timers.startSingleTimer(WATCH_OVER, WATCH_OVER, WATCH);
    if (challenger != null && !holderKnows) {
      tellOf(challenger);
    }
  }

  /** Once: the holder asks its peer each time. */
  private void tellOf(TakeControl by) {
    holderKnows = watch != null;
    tell(new SeatNews.Challenged(by.preempt()));
  }

  void watchOver() {
    tell(new SeatNews.StillYours());
  }

  /** Whether the holder loses control, whatever it shows. */
  boolean isPreempted() {
    return challenger != null && challenger.preempt();
  }

  /** Asks the holder; of two challengers who does not preempt need not wait for the answer. */
  void challenge(TakeControl by) {
    if (challenger != null) {
      TakeControl yielding = by.preempt() ? challenger : by;
      yielding.replyTo().tell(new Taken.Busy());
      if (!by.preempt()) {
        return;
      }
    }
    challenger = by;
    timers.startSingleTimer(CHALLENGE_OVER, CHALLENGE_OVER, SIGN_OF_LIFE);
    tellOf(by);
  }

  /** Who gets control all the same; null: the holder keeps it. */
  @Nullable TakeControl alive(SessionId session) {
    if (challenger == null || !session.equals(present)) {
      return null;
    }
    TakeControl waiting = takeChallenger();
    if (waiting != null && !waiting.preempt()) {
      waiting.replyTo().tell(new Taken.Busy());
      return null;
    }
    return waiting;
  }

  /** Who waits for control that has no living holder; null: nobody. */
  @Nullable TakeControl takeChallenger() {
    TakeControl taken = challenger;
    challenger = null;
    holderKnows = false;
    timers.cancel(CHALLENGE_OVER);
    return taken;
  }

  /** Somebody else has control now. */
  void displaced(Event.ControlTaken by) {
    if (watch != null && !watch.session().equals(by.seat().session())) {
      tell(new SeatNews.Lost(by.generation(), by.seat().consumer()));
    }
  }

  private static SeatNews lost(@Nullable Audience audience) {
    if (audience == null) {
      return new SeatNews.Lost(Generation.NONE, null);
    }
    Seat holder = audience.controller();
    return new SeatNews.Lost(audience.generation(), holder == null ? null : holder.consumer());
  }

  private void tell(SeatNews news) {
    WatchSeat waiting = watch;
    watch = null;
    timers.cancel(WATCH_OVER);
    if (waiting != null) {
      waiting.replyTo().tell(news);
    }
  }
}
