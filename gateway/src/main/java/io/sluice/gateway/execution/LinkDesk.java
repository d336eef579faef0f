package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.Adopt;
import io.sluice.gateway.execution.IntakeMessage.OfLink;
import io.sluice.gateway.execution.IntakeMessage.OfRunner;
import io.sluice.gateway.execution.IntakeMessage.RunnerBack;
import io.sluice.gateway.execution.RunnerReports.AdoptAnswer;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.Readoption;
import io.sluice.protocol.execution.Readoption.Verdict;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.List;
import java.util.function.Consumer;

/**
 * What becomes of one execution as the links of its runner come and go. Without a link it waits:
 * until the runner's next hello tells what it has, or until the grace is over (L17, L18).
 */
final class LinkDesk {
  private static final IntakeMessage GRACE_OVER = new IntakeMessage.GraceOver();

  private final Opening opening;
  private final RunnerSide runner;
  private final Runnable linkGone;
  private final Consumer<RunnerFrame.Held> linkedAgain;
  private final Runnable giveUp;
  private final Strangers strangers;
  private boolean recalled;

  /**
   * @param linkGone by another link what was under way comes again
   * @param linkedAgain the runner has so much of it
   * @param giveUp nobody will ever tell how it ends
   */
  LinkDesk(
      Opening opening,
      RunnerSide runner,
      Runnable linkGone,
      Consumer<RunnerFrame.Held> linkedAgain,
      Runnable giveUp) {
    this.opening = opening;
    this.runner = runner;
    this.strangers = new Strangers(opening);
    this.linkGone = linkGone;
    this.linkedAgain = linkedAgain;
    this.giveUp = giveUp;
  }

  void handle(OfLink message, State state) {
    switch (message) {
      case Adopt adopt -> adopt(adopt, state);
      case RunnerBack back -> back(back, state);
      case IntakeMessage.LinkGone(var gone) -> {
        if (runner.isGone(gone)) {
          linkGone.run();
          awaitRunner(state);
        }
      }
      case IntakeMessage.GraceOver _ -> graceOver(state);
      case IntakeMessage.Recalled(boolean linked) -> recalled(linked, state);
    }
  }

  /** What does not come by the link, or after the end. */
  void passOver(OfRunner told, State state) {
    strangers.told(told, state);
  }

  /** It has no link; more often than once changes nothing. */
  void awaitRunner(State state) {
    if (state instanceof State.Assigned assigned
        && !runner.isLinked()
        && !opening.timers().isTimerActive(GRACE_OVER)) {
      opening.timers().startSingleTimer(GRACE_OVER, GRACE_OVER, opening.setup().runnerGrace());
      runner.expect(assigned.assignment());
    }
  }

  private void adopt(Adopt message, State state) {
    RunnerLink by = message.by();
    switch (Readoption.named(state, by.runner())) {
      case Verdict.GoOn(long committed) when state instanceof State.Assigned assigned -> {
        linked(by, List.of(), message.held(), assigned);
        message.replyTo().tell(new AdoptAnswer.GoesOn(told(committed, message.held(), state)));
      }
      case Verdict.GoOn _,
          Verdict.StartAgain _,
          Verdict.EndThere _,
          Verdict.Lost _,
          Verdict.Wait _ -> {
        tellOfLeftovers(message, state);
        message.replyTo().tell(new AdoptAnswer.NotWanted());
      }
    }
  }

  /** While output waits to be removed the runner may not forget more, and so not read on. */
  private static long told(long committed, RunnerFrame.Held held, State state) {
    return OutputLimits.isBlocked(state) ? Math.min(committed, held.lastAcknowledged()) : committed;
  }

  /** Unless only the last acknowledgement was lost, which is nobody's loss. */
  private void tellOfLeftovers(Adopt message, State state) {
    boolean isWhole =
        state instanceof State.Ended ended
            && ended.outcome().complete()
            && message.held().lastSequence() <= ended.progress().lastSequence();
    if (!isWhole) {
      String why =
          switch (state) {
            case State.Absent _ -> "nobody knows it";
            case State.Ended _ -> "it is over";
            case State.Accepted _, State.Assigned _ -> "it is not that runner's";
          };
      opening
          .context()
          .getLog()
          .warn(
              "{}: runner {} came back with it, but {}: what runs is ended, what it kept is dropped",
              opening.id(),
              message.by().runner().runner().value(),
              why);
    }
  }

  /**
   * @param first what the runner must hear before anything else of it
   */
  private void linked(
      RunnerLink by, List<GatewayFrame> first, RunnerFrame.Held held, State.Assigned state) {
    if (runner.isLinked() && !runner.isLinkedBy(by)) {
      linkGone.run();
    }
    opening.timers().cancel(GRACE_OVER);
    recalled = false;
    runner.take(by); // Its place is one of those that the hello named.
    runner.send(first);
    linkedAgain.accept(held);
    runner.sendKept(state);
  }

  private void back(RunnerBack back, State state) {
    if (back.named() || runner.isLinkedBy(back.link())) {
      return;
    }
    switch (Readoption.unnamed(state, back.link().runner())) {
      case Verdict.StartAgain _ when state instanceof State.Starting starting -> {
        linked(back.link(), RunnerFrames.start(starting.facts()), nothingYet(), starting);
      }
      case Verdict.Lost _ when state instanceof State.Assigned assigned -> {
        // A hello of the same life that is past may be older than the execution.
        boolean otherLife = !assigned.assignment().equals(back.link().runner());
        if (otherLife || back.justNow()) {
          giveUp();
        }
      }
      case Verdict.GoOn _,
          Verdict.StartAgain _,
          Verdict.EndThere _,
          Verdict.Lost _,
          Verdict.Wait _ -> {}
    }
  }

  private RunnerFrame.Held nothingYet() {
    return new RunnerFrame.Held(opening.id(), 0, 0, StdinOffset.ZERO, false);
  }

  /** If the runner is linked all the same, this entity missed its hello: it has to say it again. */
  private void graceOver(State state) {
    if (!(state instanceof State.Assigned assigned) || runner.isLinked()) {
      return;
    }
    if (recalled) {
      giveUp();
      return;
    }
    recalled = true;
    opening
        .context()
        .pipeToSelf(
            runner.recall(assigned.assignment()),
            (linked, _) -> new IntakeMessage.Recalled(Boolean.TRUE.equals(linked)));
  }

  private void recalled(boolean linked, State state) {
    if (runner.isLinked() || !(state instanceof State.Assigned)) {
      return;
    }
    if (linked) {
      awaitRunner(state);
    } else {
      giveUp();
    }
  }

  private void giveUp() {
    opening.timers().cancel(GRACE_OVER);
    opening.context().getLog().warn("{}: its runner is gone, so it ends as lost", opening.id());
    giveUp.run();
  }
}
