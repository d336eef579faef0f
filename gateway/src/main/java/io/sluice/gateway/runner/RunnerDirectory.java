package io.sluice.gateway.runner;

import io.sluice.gateway.box.BoxRunners;
import io.sluice.gateway.execution.Runners;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** The connected runners, for those who place executions and remove boxes. */
public final class RunnerDirectory implements Runners, BoxRunners {
  private static final Duration ASK = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final ActorRef<RegistryMessage> registry;

  private RunnerDirectory(ActorSystem<?> system, ActorRef<RegistryMessage> registry) {
    this.system = system;
    this.registry = registry;
  }

  public static RunnerDirectory start(ActorSystem<?> system) {
    return new RunnerDirectory(
        system, system.systemActorOf(RunnerRegistry.create(), "runners", Props.empty()));
  }

  ActorRef<RegistryMessage> registry() {
    return registry;
  }

  @Override
  public CompletionStage<Choice> choose() {
    return AskPattern.ask(registry, RegistryMessage.Choose::new, ASK, system.scheduler());
  }

  @Override
  public void release(Assignment assignment) {
    registry.tell(new RegistryMessage.Release(assignment));
  }

  @Override
  public void boxRemoved(BoxId box) {
    registry.tell(new RegistryMessage.Broadcast(new GatewayFrame.RemoveBox(box)));
  }

  /** How many are connected. */
  public CompletionStage<Integer> count() {
    return AskPattern.ask(registry, RegistryMessage.Count::new, ASK, system.scheduler());
  }
}
