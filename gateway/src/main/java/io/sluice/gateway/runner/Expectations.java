package io.sluice.gateway.runner;

import io.sluice.gateway.execution.IntakeMessage.RunnerBack;
import io.sluice.gateway.runner.RegistryMessage.Register;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** Which executions wait for a runner that is away. */
final class Expectations {
  private final Map<RunnerId, Map<ActorRef<RunnerBack>, ExecutionId>> expecting = new HashMap<>();

  /** Whether it is new. */
  boolean add(RunnerId runner, ExecutionId execution, ActorRef<RunnerBack> replyTo) {
    return expecting.computeIfAbsent(runner, _ -> new LinkedHashMap<>()).put(replyTo, execution)
        == null;
  }

  void remove(RunnerId runner, ActorRef<RunnerBack> replyTo) {
    expecting.computeIfPresent(
        runner,
        (_, waiting) -> {
          waiting.remove(replyTo);
          return waiting.isEmpty() ? null : waiting;
        });
  }

  void tellOf(Register hello) {
    expecting
        .getOrDefault(hello.link().runner().runner(), Map.of())
        .forEach((replyTo, id) -> replyTo.tell(back(hello, id, true)));
  }

  static RunnerBack back(Register hello, ExecutionId id, boolean justNow) {
    return new RunnerBack(hello.link(), hello.held().contains(id), justNow);
  }
}
