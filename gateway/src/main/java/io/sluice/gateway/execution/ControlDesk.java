package io.sluice.gateway.execution;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.IntakeMessage.OfControl;
import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.gateway.execution.IntakeMessage.TakeControl;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.protocol.execution.Audience;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** Who has control of one execution, and the input that only it may give. */
final class ControlDesk {
  private static final int MOST_EARLY = 1_000;

  private final BiConsumer<Command, Origin> journal;
  private final Duration owedFor;
  private final Presence presence;
  private final StdinDesk stdin;
  private final List<Runnable> unanswered = new ArrayList<>();
  private final List<OfControl> early = new ArrayList<>();
  private int leaving;

  ControlDesk(
      ExecutionId id,
      TimerScheduler<IntakeMessage> timers,
      RunnerSide runner,
      Duration owedFor,
      BiConsumer<Command, Origin> journal) {
    this.journal = journal;
    this.owedFor = owedFor;
    this.presence = new Presence(timers);
    this.stdin = new StdinDesk(id, timers, runner);
  }

  boolean isIdle() {
    return presence.isEmpty() && early.isEmpty();
  }

  /** Until the runner said how far input came, nobody is told to go on there. */
  void recovered(State state) {
    if (state instanceof State.Assigned) {
      stdin.askRunner();
    }
  }

  void linkedAgain(RunnerFrame.Held held, State state) {
    stdin.linkedAgain(held);
    handleEarly(state);
  }

  private void handleEarly(State state) {
    if (stdin.isKnown()) {
      List<OfControl> messages = List.copyOf(early);
      early.clear();
      messages.forEach(message -> handle(message, state));
    }
  }

  private static boolean isOfStdin(OfControl message) {
    return message instanceof TakeControl
        || message instanceof IntakeMessage.OfStdin
        || message instanceof IntakeMessage.WatchStdin;
  }

  void handle(OfControl message, State state) {
    if (!stdin.isKnown() && isOfStdin(message) && early.size() < MOST_EARLY) {
      early.add(message);
      return;
    }
    switch (message) {
      case TakeControl take -> take(take);
      case IntakeMessage.WatchSeat watch -> presence.watch(watch, audience(state));
      case IntakeMessage.PeerAlive(var session) -> claimWhenGiven(presence.alive(session));
      case IntakeMessage.PeerAcknowledged(var session, var cursor) ->
          journal.accept(new Command.Acknowledge(session, cursor), new Origin.Itself());
      case IntakeMessage.KeepPlace(var consumer, var cursor, boolean sawExit) ->
          journal.accept(new Command.KeepPlace(consumer, cursor, sawExit), new Origin.Itself());
      case IntakeMessage.Leave leave -> leave(leave);
      case IntakeMessage.ChallengeOver _ -> claimWhenGiven(presence.takeChallenger());
      case IntakeMessage.WatchOver _ -> presence.watchOver();
      case IntakeMessage.StdinWatchOver _ -> stdin.watchOver();
      case IntakeMessage.OfStdin written -> {
        if (isFenced(new By.Session(written.session()), state)) {
          StdinGate.replyTo(written).tell(new StdinAnswer.Superseded());
        } else {
          stdin.take(written);
        }
      }
      case IntakeMessage.WatchStdin watch -> {
        if (isFenced(new By.Session(watch.session()), state)) {
          watch.replyTo().tell(new StdinNews.Superseded());
        } else {
          stdin.watch(watch);
        }
      }
    }
  }

  /** Whether it lost control, by what is journaled (I5). */
  static boolean isFenced(By by, State state) {
    Audience audience = audience(state);
    return switch (by) {
      case By.Operator _ -> false;
      case By.Session(var session) -> audience == null || !audience.isControlledBy(session);
      case By.Holder(var generation) ->
          audience == null || !audience.generation().equals(generation);
    };
  }

  private static @Nullable Audience audience(State state) {
    return state instanceof State.Known known ? known.progress().audience() : null;
  }

  private void take(TakeControl message) {
    if (!presence.isHeld()) {
      claim(message);
      return;
    }
    if (message.preempt() && presence.isPreempted()) {
      claimWhenGiven(presence.takeChallenger()); // It has its turn, if a short one.
    }
    presence.challenge(message);
  }

  private void claim(TakeControl message) {
    presence.arrived(message.seat().session());
    journal.accept(
        new Command.TakeControl(
            message.seat(), Command.Claim.EVEN_IF_TAKEN, message.from(), owedFor),
        new Origin.Claimed(message));
  }

  private void claimWhenGiven(@Nullable TakeControl challenger) {
    if (challenger != null) {
      claim(challenger);
    }
  }

  private void leave(IntakeMessage.Leave message) {
    journal.accept(
        new Command.LeaveControl(message.session(), message.cursor(), message.sawExit()),
        new Origin.Left());
    leaving++;
    if (presence.left(message.session())) {
      stdin.writerGone();
      claimWhenGiven(presence.takeChallenger());
    }
  }

  /** Answers once it is journaled who left, for then the answer is another. */
  void whenSettled(Runnable answer) {
    if (leaving == 0) {
      answer.run();
    } else {
      unanswered.add(answer);
    }
  }

  void left() {
    leaving = Math.max(0, leaving - 1);
    if (leaving == 0) {
      settled();
    }
  }

  /** What was under way is decided, or lost with the journal's failure. */
  void settled() {
    leaving = 0;
    List<Runnable> answers = List.copyOf(unanswered);
    unanswered.clear();
    answers.forEach(Runnable::run);
  }

  void claimed(TakeControl claim, Applied applied) {
    Refusal refused = applied.refused();
    if (refused != null) {
      presence.left(claim.seat().session());
      claim.replyTo().tell(new Taken.Refused(refused));
      return;
    }
    for (Event event : applied.events()) {
      if (event instanceof Event.ControlTaken taken) {
        claim.replyTo().tell(new Taken.Yours(taken.generation(), taken.from(), stdin.facts()));
      }
    }
  }

  /** What is journaled is in force: who was displaced is told, and its waiting input not taken. */
  void follow(Event event) {
    if (event instanceof Event.ControlTaken taken && taken.displaced() != null) {
      stdin.writerGone();
      presence.displaced(taken);
    }
  }

  void tookStdin(StdinOffset upTo, boolean noMore, State state) {
    stdin.applied(upTo, noMore);
    handleEarly(state);
  }

  void closeStdin(State state) {
    stdin.close();
    handleEarly(state);
  }
}
