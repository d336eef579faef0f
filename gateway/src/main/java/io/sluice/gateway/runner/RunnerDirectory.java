package io.sluice.gateway.runner;

import io.sluice.gateway.box.BoxRunners;
import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
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
  public void release(RunnerLink place) {
    registry.tell(new RegistryMessage.Release(place));
  }

  @Override
  public void expect(
      Assignment runner, ExecutionId execution, ActorRef<IntakeMessage.RunnerBack> replyTo) {
    registry.tell(new RegistryMessage.Expect(runner, execution, replyTo));
  }

  @Override
  public CompletionStage<Boolean> recall(Assignment runner) {
    return AskPattern.ask(
        registry, replyTo -> new RegistryMessage.Recall(runner, replyTo), ASK, system.scheduler());
  }

  @Override
  public void boxStopped(BoxId box) {
    registry.tell(new RegistryMessage.Broadcast(new GatewayFrame.StopBox(box)));
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
