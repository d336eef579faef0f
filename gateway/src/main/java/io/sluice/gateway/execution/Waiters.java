package io.sluice.gateway.execution;

import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.protocol.execution.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Who waits for the end of an execution, or for more of its log. */
final class Waiters {
  private static final int MAX = 10_000;
  private static final Duration PULL_TIMEOUT = Duration.ofSeconds(10);

  private final TimerScheduler<IntakeMessage> timers;
  private final Set<ActorRef<State>> forEnd = new LinkedHashSet<>();
  private final List<IntakeMessage.Pull> pulls = new ArrayList<>();

  Waiters(TimerScheduler<IntakeMessage> timers) {
    this.timers = timers;
  }

  boolean isEmpty() {
    return forEnd.isEmpty() && pulls.isEmpty();
  }

  /** Answers at once when it is over already, or when too many wait. */
  void await(IntakeMessage.AwaitEnd message, State state) {
    if (isOver(state) || forEnd.size() >= MAX) {
      message.replyTo().tell(state);
      return;
    }
    forEnd.add(message.replyTo());
    timers.startSingleTimer(
        message.replyTo(), new IntakeMessage.WaitOver(message.replyTo()), message.atMost());
  }

  void over(ActorRef<State> waiter, State state) {
    if (forEnd.remove(waiter)) {
      waiter.tell(state);
    }
  }

  /** From memory or the journal; who asks for more than there is waits. */
  void answer(IntakeMessage.Pull pull, LiveRing ring, State state) {
    ring.read();
    if (ring.holds(pull.fromNumber())) {
      pull.replyTo().tell(new Pulled.Live(ring.from(pull.fromNumber())));
    } else if (pull.fromNumber() <= ring.lastNumber()) {
      pull.replyTo().tell(new Pulled.InJournal());
    } else if (isOver(state)) {
      pull.replyTo().tell(new Pulled.Over());
    } else {
      park(pull);
    }
  }

  private void park(IntakeMessage.Pull pull) {
    if (pulls.size() >= MAX) {
      pull.replyTo().tell(new Pulled.NothingYet());
      return;
    }
    if (pulls.isEmpty()) {
      IntakeMessage.PullsOver over = new IntakeMessage.PullsOver();
      timers.startSingleTimer(over, over, PULL_TIMEOUT);
    }
    pulls.add(pull);
  }

  void nothingYet() {
    pulls.forEach(pull -> pull.replyTo().tell(new Pulled.NothingYet()));
    pulls.clear();
  }

  /** All that waited for more. */
  void answerAll(LiveRing ring, State state) {
    List<IntakeMessage.Pull> taken = List.copyOf(pulls);
    pulls.clear();
    taken.forEach(pull -> answer(pull, ring, state));
  }

  void ended(State state) {
    for (ActorRef<State> waiter : forEnd) {
      timers.cancel(waiter);
      waiter.tell(state);
    }
    forEnd.clear();
  }

  static boolean isOver(State state) {
    return state instanceof State.Ended || state instanceof State.Absent;
  }
}
