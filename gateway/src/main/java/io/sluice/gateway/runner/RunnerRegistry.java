package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.RegistryMessage.OfLinks;
import io.sluice.gateway.runner.RegistryMessage.OfPeople;
import io.sluice.gateway.runner.RegistryMessage.OfPlaces;
import io.sluice.gateway.runner.RegistryMessage.Register;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.gateway.runner.Roster.Seat;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.RunnerId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Knows the connected runners, what has a place on each, who waits for one, and which executions
 * wait for a runner that is away. A runner has one link: when it dials again, the newest.
 */
final class RunnerRegistry {
  private final ActorContext<RegistryMessage> context;
  private final Roster roster;
  private final WaitingLine line;
  private final PlaceOffice places;
  private final Expectations expectations = new Expectations();
  private final Map<RunnerId, List<ActorRef<Boolean>>> opening = new HashMap<>();

  /**
   * What it begins with.
   *
   * @param drained runners that get nothing new
   * @param queue how many executions may wait for a place
   */
  record Setup(Set<RunnerId> drained, int queue, BoxHomes homes, InstantSource clock) {
    Setup {
      drained = Set.copyOf(drained);
    }
  }

  static Behavior<RegistryMessage> create(Setup setup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  RunnerRegistry registry = new RunnerRegistry(context, timers, setup);
                  return Behaviors.receiveMessage(
                      message -> {
                        registry.handle(message);
                        return Behaviors.same();
                      });
                }));
  }

  private RunnerRegistry(
      ActorContext<RegistryMessage> context, TimerScheduler<RegistryMessage> timers, Setup setup) {
    this.context = context;
    this.roster = new Roster(setup.drained(), setup.clock());
    this.line = new WaitingLine(setup.queue());
    this.places = new PlaceOffice(context, timers, roster, line, setup.homes());
  }

  private void handle(RegistryMessage message) {
    switch (message) {
      case OfLinks ofLinks -> handle(ofLinks);
      case OfPlaces ofPlaces -> places.handle(ofPlaces);
      case OfPeople ofPeople -> handle(ofPeople);
    }
  }

  private void handle(OfLinks message) {
    switch (message) {
      case Register register -> register.replyTo().tell(register(register));
      case RegistryMessage.Heard(var link) -> heard(link);
      case RegistryMessage.Refused(var link) -> roster.doubt(link);
      case RegistryMessage.WhenOpen(var runner, var replyTo) -> whenOpen(runner, replyTo);
      case RegistryMessage.Expect expect -> expect(expect);
      case RegistryMessage.Unexpected(var runner, var replyTo) ->
          expectations.remove(runner, replyTo);
      case RegistryMessage.Recall(var runner, var replyTo) -> replyTo.tell(recall(runner));
      case RegistryMessage.Broadcast(var frame) ->
          roster.seats().forEach(seat -> seat.link().frames().tell(new ToRunner(frame)));
      case RegistryMessage.Gone(var link) -> roster.left(link);
    }
  }

  private void handle(OfPeople message) {
    switch (message) {
      case RegistryMessage.View(var replyTo) -> replyTo.tell(Views.of(roster, line));
      case RegistryMessage.Position(var execution, var replyTo) ->
          replyTo.tell(line.position(execution));
      case RegistryMessage.Knows(var runner, var replyTo) -> replyTo.tell(roster.knows(runner));
      case RegistryMessage.Drain(var runner, boolean yes, var replyTo) -> {
        roster.drain(runner, yes);
        replyTo.tell(true);
        places.serve();
      }
    }
  }

  /** The same life of a runner may dial again before its former link is known to be broken. */
  private RegisterAnswer register(Register register) {
    RunnerLink link = register.link();
    Seat former = roster.seat(link.runner().runner());
    if (former != null && !former.link().runner().equals(link.runner())) {
      return RegisterAnswer.ID_TAKEN;
    }
    if (former != null) {
      former.by().replyTo().tell(RegisterAnswer.REPLACED);
    }
    roster.arrived(register);
    context.watchWith(link.frames(), new RegistryMessage.Gone(link));
    expectations.tellOf(register);
    return RegisterAnswer.WELCOME;
  }

  /** The first answer proves that work which is sent there arrives (L1). */
  private void heard(RunnerLink link) {
    if (roster.heard(link)) {
      opening
          .getOrDefault(link.runner().runner(), List.of())
          .forEach(replyTo -> replyTo.tell(true));
      opening.remove(link.runner().runner());
      places.serve();
    }
  }

  private void whenOpen(RunnerId runner, ActorRef<Boolean> replyTo) {
    Seat seat = roster.seat(runner);
    if (seat != null && seat.heardAt() != null) {
      replyTo.tell(true);
    } else {
      opening.computeIfAbsent(runner, _ -> new ArrayList<>()).add(replyTo);
    }
  }

  private void expect(RegistryMessage.Expect expect) {
    RunnerId runner = expect.runner().runner();
    if (expectations.add(runner, expect.execution(), expect.replyTo())) {
      context.unwatch(expect.replyTo());
      context.watchWith(expect.replyTo(), new RegistryMessage.Unexpected(runner, expect.replyTo()));
    }
    Seat seat = roster.seat(runner);
    if (seat != null) {
      expect.replyTo().tell(Expectations.back(seat.by(), expect.execution(), false));
    }
  }

  private boolean recall(Assignment runner) {
    Seat seat = roster.seat(runner.runner());
    boolean linked = seat != null && seat.link().runner().equals(runner);
    if (seat != null && linked) {
      seat.by().replyTo().tell(RegisterAnswer.REPLACED);
    }
    return linked;
  }
}
