package io.sluice.gateway.runner;

import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.RegistryMessage.Register;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Knows the connected runners, how many executions each has, and which executions wait for one that
 * is away. A runner has one link: when it dials again, the newest.
 */
final class RunnerRegistry {
  private final ActorContext<RegistryMessage> context;
  private final Map<RunnerId, Seat> seats = new LinkedHashMap<>();
  private final Map<RunnerId, Map<ActorRef<IntakeMessage.RunnerBack>, ExecutionId>> expecting =
      new HashMap<>();

  /** One connected runner. */
  private record Seat(Register by, int taken) {
    RunnerLink link() {
      return by.link();
    }

    Assignment runner() {
      return by.link().runner();
    }

    boolean isFree() {
      return taken < by.capacity();
    }

    double load() {
      return (double) taken / by.capacity();
    }
  }

  static Behavior<RegistryMessage> create() {
    return Behaviors.setup(
        context -> {
          RunnerRegistry registry = new RunnerRegistry(context);
          return Behaviors.receiveMessage(
              message -> {
                registry.handle(message);
                return Behaviors.same();
              });
        });
  }

  private RunnerRegistry(ActorContext<RegistryMessage> context) {
    this.context = context;
  }

  private void handle(RegistryMessage message) {
    switch (message) {
      case Register register -> register.replyTo().tell(register(register));
      case RegistryMessage.Choose(var replyTo) -> replyTo.tell(choose());
      case RegistryMessage.Release(var place) -> release(place);
      case RegistryMessage.Expect expect -> expect(expect);
      case RegistryMessage.Unexpected(var runner, var replyTo) ->
          expecting.computeIfPresent(
              runner,
              (_, waiting) -> {
                waiting.remove(replyTo);
                return waiting.isEmpty() ? null : waiting;
              });
      case RegistryMessage.Recall(var runner, var replyTo) -> replyTo.tell(recall(runner));
      case RegistryMessage.Broadcast(var frame) ->
          seats.values().forEach(seat -> seat.link().frames().tell(new ToRunner(frame)));
      case RegistryMessage.Count(var replyTo) -> replyTo.tell(seats.size());
      case RegistryMessage.Gone(var link) ->
          seats.computeIfPresent(
              link.runner().runner(), (_, seat) -> seat.link().equals(link) ? null : seat);
    }
  }

  /** The same life of a runner may dial again before its former link is known to be broken. */
  private RegisterAnswer register(Register register) {
    RunnerLink link = register.link();
    RunnerId runner = link.runner().runner();
    Seat former = seats.get(runner);
    if (former != null && !former.runner().equals(link.runner())) {
      return RegisterAnswer.ID_TAKEN;
    }
    if (former != null) {
      former.by().replyTo().tell(RegisterAnswer.REPLACED);
    }
    seats.put(runner, new Seat(register, register.held().size()));
    context.watchWith(link.frames(), new RegistryMessage.Gone(link));
    expecting
        .getOrDefault(runner, Map.of())
        .forEach((replyTo, id) -> replyTo.tell(back(register, id, true)));
    return RegisterAnswer.WELCOME;
  }

  private static IntakeMessage.RunnerBack back(Register hello, ExecutionId id, boolean justNow) {
    return new IntakeMessage.RunnerBack(hello.link(), hello.held().contains(id), justNow);
  }

  private void expect(RegistryMessage.Expect expect) {
    RunnerId runner = expect.runner().runner();
    var waiting = expecting.computeIfAbsent(runner, _ -> new LinkedHashMap<>());
    if (waiting.put(expect.replyTo(), expect.execution()) == null) {
      context.unwatch(expect.replyTo());
      context.watchWith(expect.replyTo(), new RegistryMessage.Unexpected(runner, expect.replyTo()));
    }
    Seat seat = seats.get(runner);
    if (seat != null) {
      expect.replyTo().tell(back(seat.by(), expect.execution(), false));
    }
  }

  private boolean recall(Assignment runner) {
    Seat seat = seats.get(runner.runner());
    boolean linked = seat != null && seat.runner().equals(runner);
    if (seat != null && linked) {
      seat.by().replyTo().tell(RegisterAnswer.REPLACED);
    }
    return linked;
  }

  private Choice choose() {
    if (seats.isEmpty()) {
      return new Choice.None("no runner is connected");
    }
    Optional<Seat> free =
        seats.values().stream().filter(Seat::isFree).min(Comparator.comparingDouble(Seat::load));
    if (free.isEmpty()) {
      return new Choice.None("every runner is at its capacity");
    }
    Seat seat = free.get();
    seats.put(seat.runner().runner(), new Seat(seat.by(), seat.taken() + 1));
    return new Choice.Chosen(seat.link());
  }

  private void release(RunnerLink place) {
    seats.computeIfPresent(
        place.runner().runner(),
        (_, seat) ->
            seat.link().equals(place) ? new Seat(seat.by(), Math.max(0, seat.taken() - 1)) : seat);
  }
}
