package io.sluice.gateway.runner;

import io.sluice.gateway.box.BoxRunners;
import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners;
import io.sluice.gateway.execution.Wanted;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;

/** The runners, for those who place executions, remove boxes, or look at them. */
public final class RunnerDirectory implements Runners, BoxRunners, RunnerViews {
  private static final Duration ASK = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final AsyncIndex index;
  private final InstantSource clock;
  private final BoxHomes homes;
  private final ActorRef<RegistryMessage> registry;

  private RunnerDirectory(ActorSystem<?> system, AsyncIndex index, InstantSource clock, int queue) {
    this.system = system;
    this.index = index;
    this.clock = clock;
    this.homes = homesIn(index);
    var setup =
        new RunnerRegistry.Setup(
            index.call(rows -> rows.drained()).toCompletableFuture().join(), queue, homes, clock);
    this.registry = system.systemActorOf(RunnerRegistry.create(setup), "runners", Props.empty());
  }

  /**
   * Blocks on the index.
   *
   * @param queue how many executions may wait for a place
   */
  public static RunnerDirectory start(
      ActorSystem<?> system, AsyncIndex index, InstantSource clock, int queue) {
    return new RunnerDirectory(system, index, clock, queue);
  }

  private static BoxHomes homesIn(AsyncIndex index) {
    return new BoxHomes() {
      @Override
      public CompletionStage<Optional<RunnerId>> of(BoxId box) {
        return index.call(rows -> rows.homeOf(box));
      }

      @Override
      public CompletionStage<Optional<RunnerId>> settle(BoxId box, RunnerId runner) {
        return index.call(rows -> rows.settle(box, runner));
      }
    };
  }

  ActorRef<RegistryMessage> registry() {
    return registry;
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<T>, RegistryMessage> message) {
    return ask(message, ASK);
  }

  private <T> CompletionStage<T> ask(
      Function<ActorRef<T>, RegistryMessage> message, Duration atMost) {
    return AskPattern.ask(registry, message, atMost, system.scheduler());
  }

  /** Of two first executions of a box that were given different runners, one is chosen for anew. */
  @Override
  public CompletionStage<Choice> choose(Wanted wanted) {
    CompletionStage<Choice> choice = ask(replyTo -> new RegistryMessage.Choose(wanted, replyTo));
    return wanted.home() == null ? choice.thenCompose(found -> settled(wanted, found)) : choice;
  }

  private CompletionStage<Choice> settled(Wanted wanted, Choice choice) {
    if (!(choice instanceof Choice.Chosen(RunnerLink link))) {
      return CompletableFuture.completedStage(choice);
    }
    RunnerId here = link.runner().runner();
    return homes
        .settle(wanted.box(), here)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                release(link, wanted.execution());
              }
            })
        .thenCompose(
            found -> {
              RunnerId home = found.orElse(here);
              if (home.equals(here)) {
                return CompletableFuture.completedStage(choice);
              }
              release(link, wanted.execution());
              return choose(wanted.at(home));
            });
  }

  @Override
  public void await(Wanted wanted, ActorRef<IntakeMessage.PlaceFound> replyTo) {
    registry.tell(new RegistryMessage.Await(wanted, replyTo));
  }

  @Override
  public void leave(ExecutionId execution) {
    registry.tell(new RegistryMessage.Leave(execution, null));
  }

  @Override
  public void withdraw(ExecutionId execution) {
    registry.tell(new RegistryMessage.Withdraw(execution));
  }

  @Override
  public void release(RunnerLink place, ExecutionId execution) {
    registry.tell(new RegistryMessage.Release(place, execution));
  }

  @Override
  public void expect(
      Assignment runner, ExecutionId execution, ActorRef<IntakeMessage.RunnerBack> replyTo) {
    registry.tell(new RegistryMessage.Expect(runner, execution, replyTo));
  }

  @Override
  public CompletionStage<Boolean> recall(Assignment runner) {
    return ask(replyTo -> new RegistryMessage.Recall(runner, replyTo));
  }

  @Override
  public void boxStopped(BoxId box) {
    registry.tell(new RegistryMessage.Broadcast(new GatewayFrame.StopBox(box)));
  }

  @Override
  public void boxRemoved(BoxId box) {
    registry.tell(new RegistryMessage.Broadcast(new GatewayFrame.RemoveBox(box)));
  }

  /** Nothing is placed from now on: a runner that ends what it has is not to get more. */
  public void stopPlacing() {
    registry.tell(new RegistryMessage.StopPlacing());
  }

  /** Completes when the runner can be given work; fails when that takes longer. */
  public CompletionStage<Boolean> whenOpen(RunnerId runner, Duration atMost) {
    return ask(replyTo -> new RegistryMessage.WhenOpen(runner, replyTo), atMost);
  }

  @Override
  public CompletionStage<RunnersView> view() {
    return ask(RegistryMessage.View::new);
  }

  @Override
  public CompletionStage<Integer> position(ExecutionId execution) {
    return ask(replyTo -> new RegistryMessage.Position(execution, replyTo));
  }

  /** First durable, so that no restart brings back what was said to be drained. */
  @Override
  public CompletionStage<Boolean> drain(RunnerId runner, boolean yes) {
    return this.<Boolean>ask(replyTo -> new RegistryMessage.Knows(runner, replyTo))
        .thenCompose(
            known ->
                known
                    ? index
                        .call(
                            rows -> {
                              rows.setDrained(runner, yes, clock.instant());
                              return true;
                            })
                        .thenCompose(
                            _ -> ask(replyTo -> new RegistryMessage.Drain(runner, yes, replyTo)))
                    : CompletableFuture.completedStage(false));
  }
}
