package io.sluice.gateway.runner;

import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.RunnerId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Knows the connected runners and how many executions each was given. */
final class RunnerRegistry {
  private final ActorContext<RegistryMessage> context;
  private final Map<RunnerId, Seat> seats = new LinkedHashMap<>();

  /** One connected runner. */
  private record Seat(Assignment assignment, int capacity, ActorRef<ToRunner> link, int taken) {
    Seat with(int now) {
      return new Seat(assignment, capacity, link, now);
    }

    double load() {
      return (double) taken / capacity;
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
      case RegistryMessage.Register register -> register.replyTo().tell(register(register));
      case RegistryMessage.Choose(var replyTo) -> replyTo.tell(choose());
      case RegistryMessage.Release(var assignment) -> release(assignment);
      case RegistryMessage.Broadcast(var frame) ->
          seats.values().forEach(seat -> seat.link().tell(new ToRunner(frame)));
      case RegistryMessage.Count(var replyTo) -> replyTo.tell(seats.size());
      case RegistryMessage.Gone(var runner, var link) ->
          seats.computeIfPresent(runner, (_, seat) -> seat.link().equals(link) ? null : seat);
    }
  }

  private RegisterAnswer register(RegistryMessage.Register register) {
    RunnerId runner = register.assignment().runner();
    if (seats.containsKey(runner)) {
      return RegisterAnswer.ID_TAKEN;
    }
    seats.put(runner, new Seat(register.assignment(), register.capacity(), register.link(), 0));
    context.watchWith(register.link(), new RegistryMessage.Gone(runner, register.link()));
    return RegisterAnswer.WELCOME;
  }

  private Choice choose() {
    if (seats.isEmpty()) {
      return new Choice.None("no runner is connected");
    }
    Optional<Seat> free =
        seats.values().stream()
            .filter(seat -> seat.taken() < seat.capacity())
            .min(Comparator.comparingDouble(Seat::load));
    if (free.isEmpty()) {
      return new Choice.None("every runner is at its capacity");
    }
    Seat seat = free.get();
    seats.put(seat.assignment().runner(), seat.with(seat.taken() + 1));
    return new Choice.Chosen(seat.assignment(), seat.link());
  }

  private void release(Assignment assignment) {
    seats.computeIfPresent(
        assignment.runner(),
        (_, seat) ->
            seat.assignment().equals(assignment) ? seat.with(Math.max(0, seat.taken() - 1)) : seat);
  }
}
