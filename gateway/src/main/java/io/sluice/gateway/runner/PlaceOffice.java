package io.sluice.gateway.runner;

import io.sluice.gateway.execution.IntakeMessage.PlaceFound;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.execution.Wanted;
import io.sluice.gateway.runner.RegistryMessage.Await;
import io.sluice.gateway.runner.RegistryMessage.Home;
import io.sluice.gateway.runner.RegistryMessage.OfPlaces;
import io.sluice.gateway.runner.Roster.Seat;
import io.sluice.gateway.runner.WaitingLine.Waiting;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Gives places, and turns when there are none. Whoever waits for a full runner holds nobody up who
 * could go elsewhere; of those that could take the same place, the longest accepted gets it.
 */
final class PlaceOffice {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final RegistryMessage SERVE_AGAIN = new RegistryMessage.ServeAgain();

  private final ActorContext<RegistryMessage> context;
  private final TimerScheduler<RegistryMessage> timers;
  private final Roster roster;
  private final WaitingLine line;
  private final BoxHomes homes;
  private final Map<ExecutionId, Waiting> settling = new HashMap<>();
  private boolean stopped;

  PlaceOffice(
      ActorContext<RegistryMessage> context,
      TimerScheduler<RegistryMessage> timers,
      Roster roster,
      WaitingLine line,
      BoxHomes homes) {
    this.context = context;
    this.timers = timers;
    this.roster = roster;
    this.line = line;
    this.homes = homes;
  }

  void handle(OfPlaces message) {
    switch (message) {
      case RegistryMessage.Choose(var wanted, var replyTo) -> replyTo.tell(choose(wanted));
      case Await asked -> await(asked);
      case RegistryMessage.HomeKnown(var asked, var home) -> homeKnown(asked, home);
      case RegistryMessage.Settled settled -> settled(settled);
      case RegistryMessage.StopPlacing() -> stopped = true;
      case RegistryMessage.ServeAgain() -> serve();
      case RegistryMessage.Leave(var execution, var replyTo) -> leave(execution, replyTo);
      case RegistryMessage.Withdraw(var execution) -> withdraw(execution);
      case RegistryMessage.Release(var place, var execution) -> {
        roster.release(place, execution);
        serve();
      }
    }
  }

  private Choice choose(Wanted wanted) {
    ExecutionId id = wanted.execution();
    Seat its = roster.seatOf(id);
    if (its != null) {
      return new Choice.Chosen(its.link());
    }
    if (line.of(id) != null) {
      return new Choice.Queued();
    }
    if (stopped) {
      return new Choice.None(new Unplaced.Unavailable("the gateway is stopping"));
    }
    return switch (Placement.find(roster.candidates(), wanted)) {
      case Placement.Found.On(RunnerId runner) -> new Choice.Chosen(take(runner, id));
      case Placement.Found.Full() -> queued(wanted);
      case Placement.Found.Refused(Unplaced why) -> new Choice.None(why);
    };
  }

  private Choice queued(Wanted wanted) {
    if (line.isFull()) {
      return new Choice.None(new Unplaced.QueueFull(line.limit()));
    }
    line.put(new Waiting(wanted, null));
    return new Choice.Queued();
  }

  private RunnerLink take(RunnerId runner, ExecutionId execution) {
    Seat seat = roster.seat(runner);
    if (seat == null) {
      throw new IllegalStateException("a place on a runner that is not there: " + runner);
    }
    seat.taken().add(execution);
    return seat.link();
  }

  /** Whoever is accepted waits, however many do: only who is not accepted yet is refused. */
  private void await(Await asked) {
    ExecutionId id = asked.wanted().execution();
    Waiting known = settling.containsKey(id) ? settling.get(id) : line.of(id);
    context.unwatch(asked.replyTo());
    context.watchWith(asked.replyTo(), new RegistryMessage.Leave(id, asked.replyTo()));
    if (known != null) {
      Waiting told = new Waiting(known.wanted(), asked.replyTo());
      if (settling.replace(id, told) == null) {
        line.put(told);
        serve();
      }
      return;
    }
    Seat its = roster.seatOf(id);
    if (its != null) {
      asked.replyTo().tell(new PlaceFound(its.link()));
      return;
    }
    context.pipeToSelf(
        homes.of(asked.wanted().box()),
        (found, failure) ->
            new RegistryMessage.HomeKnown(
                asked, failure == null ? new Home(found.orElse(null)) : null));
  }

  /** Without an answer of the database it waits as one that may go anywhere, and is asked again. */
  private void homeKnown(Await asked, @Nullable Home home) {
    RunnerId where = home == null ? null : home.runner();
    Wanted wanted = where == null ? asked.wanted() : asked.wanted().at(where);
    if (!settling.containsKey(wanted.execution()) && roster.seatOf(wanted.execution()) == null) {
      line.put(new Waiting(wanted, asked.replyTo()));
      serve();
    }
  }

  /** Gives what is free to those that wait. */
  void serve() {
    if (stopped || line.size() == 0 || !roster.hasFree()) {
      return;
    }
    for (Waiting waiting : line.ready()) {
      if (Placement.find(roster.candidates(), waiting.wanted())
          instanceof Placement.Found.On(RunnerId runner)) {
        line.remove(waiting.wanted().execution());
        give(waiting, take(runner, waiting.wanted().execution()));
        if (!roster.hasFree()) {
          return;
        }
      }
    }
  }

  private void give(Waiting waiting, RunnerLink link) {
    Wanted wanted = waiting.wanted();
    if (wanted.home() != null) {
      tell(waiting, link);
      return;
    }
    settling.put(wanted.execution(), waiting);
    context.pipeToSelf(
        homes.settle(wanted.box(), link.runner().runner()),
        (found, failure) ->
            new RegistryMessage.Settled(
                wanted.execution(), link, failure == null ? new Home(found.orElse(null)) : null));
  }

  private static void tell(Waiting waiting, RunnerLink link) {
    ActorRef<PlaceFound> replyTo = waiting.replyTo();
    if (replyTo != null) {
      replyTo.tell(new PlaceFound(link));
    }
  }

  /** Another execution of the same box may have come first, somewhere else. */
  private void settled(RegistryMessage.Settled message) {
    Waiting waiting = settling.remove(message.execution());
    RunnerId here = message.link().runner().runner();
    Home home = message.home();
    if (waiting == null) {
      roster.release(message.link(), message.execution());
    } else if (home == null) {
      roster.release(message.link(), message.execution());
      line.put(waiting);
      timers.startSingleTimer(SERVE_AGAIN, SERVE_AGAIN, RETRY);
      return;
    } else if (isThere(message.link()) && here.equals(home.or(here))) {
      tell(waiting, message.link());
    } else {
      roster.release(message.link(), message.execution());
      line.put(new Waiting(waiting.wanted().at(home.or(here)), waiting.replyTo()));
    }
    serve();
  }

  private boolean isThere(RunnerLink link) {
    Seat seat = roster.seat(link.runner().runner());
    return seat != null && seat.link().equals(link);
  }

  private void leave(ExecutionId execution, @Nullable ActorRef<PlaceFound> replyTo) {
    Waiting waiting =
        settling.containsKey(execution) ? settling.get(execution) : line.of(execution);
    if (waiting != null && (replyTo == null || replyTo.equals(waiting.replyTo()))) {
      settling.remove(execution);
      line.remove(execution);
      ActorRef<PlaceFound> told = waiting.replyTo();
      if (told != null) {
        context.unwatch(told);
      }
    }
  }

  private void withdraw(ExecutionId execution) {
    Waiting waiting = line.of(execution);
    if (waiting != null && waiting.replyTo() == null) {
      line.remove(execution);
    }
  }
}
