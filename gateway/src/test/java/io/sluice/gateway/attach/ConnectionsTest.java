package io.sluice.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.AttachHandler.AttachRequest;
import io.sluice.gateway.attach.AttachHandler.Wish;
import io.sluice.gateway.attach.Connections.Opened;
import io.sluice.gateway.execution.Seats;
import io.sluice.gateway.tenant.Principal;
import io.sluice.gateway.testing.FakeExecutions;
import io.sluice.gateway.testing.NotedAccesses;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Audience;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.TenantId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gets a connection. */
class ConnectionsTest {
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final TenantId TENANT = new TenantId("t1");

  private final FakeExecutions executions = new FakeExecutions();
  private final Connections connections =
      new Connections(executions, nobodysSeats(), () -> "session");

  @Test
  void aConsumerWhoseNameNoPlaceIsLeftForIsRefusedAndOneThatHasNoNameIsNot() throws Exception {
    State state = after(Execution.initial(), accept());
    for (int i = 0; i < Audience.MAX_PLACES; i++) {
      state = after(state, take(new Seat(new SessionId("s" + i), name(i))));
    }
    executions.set(ID, state);

    assertThat(observe(name(Audience.MAX_PLACES)))
        .isEqualTo(new Opened.Refused(new Refusal.TooManyConsumers()));
    assertThat(observe(name(0))).isInstanceOf(Opened.Connected.class);
    assertThat(observe(null)).isInstanceOf(Opened.Connected.class);
  }

  private Opened observe(@Nullable ConsumerId consumer) throws Exception {
    Wish wish =
        new Wish.ObserveOffsets(
            consumer, new StartFrom.OwnAcknowledged(), EnumSet.allOf(Channel.class));
    Principal principal = new Principal("key-1", TENANT, Set.of());
    return connections
        .open(new AttachRequest(ID, principal, wish, new NotedAccesses().visit()))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static ConsumerId name(int number) {
    return new ConsumerId("name:" + number);
  }

  private static Command accept() {
    CommandSpec command =
        new CommandSpec("cat", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    Assignment runner = new Assignment(new RunnerId("r1"), new Incarnation("i1"));
    return new Command.Accept(
        new Facts(ID, TENANT, new BoxId("b1"), command, Map.of(), Instant.EPOCH),
        new Command.Placement.On(runner));
  }

  private static Command take(Seat seat) {
    return new Command.TakeControl(
        seat, Command.Claim.EVEN_IF_TAKEN, new StartFrom.OwnAcknowledged(), Duration.ZERO);
  }

  private static State after(State state, Command command) {
    return switch (Execution.decide(state, command, Instant.EPOCH)) {
      case Decision.Accepted(var events) -> Execution.evolve(state, events);
      case Decision.Refused(var refusal) -> throw new AssertionError(refusal);
    };
  }

  /** Who only reads takes none. */
  private static Seats nobodysSeats() {
    return (Seats)
        Proxy.newProxyInstance(
            Seats.class.getClassLoader(),
            new Class<?>[] {Seats.class},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
