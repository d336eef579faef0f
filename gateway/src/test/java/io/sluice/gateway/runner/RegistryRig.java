package io.sluice.gateway.runner;

import io.sluice.gateway.execution.IntakeMessage.PlaceFound;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.execution.Wanted;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A registry, runners that a test links to it, and boxes that live where the test says. */
final class RegistryRig {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  final ActorRef<RegistryMessage> registry;
  final Map<BoxId, RunnerId> homes = new ConcurrentHashMap<>();
  private final ActorTestKit kit;
  private volatile boolean deaf;

  RegistryRig(ActorTestKit kit, int queue, String... drained) {
    this.kit = kit;
    Set<RunnerId> gettingNothing =
        Set.copyOf(List.of(drained).stream().map(RunnerId::new).toList());
    this.registry =
        kit.spawn(
            RunnerRegistry.create(
                new RunnerRegistry.Setup(gettingNothing, queue, new Homes(), () -> NOW)));
  }

  private final class Homes implements BoxHomes {
    @Override
    public CompletionStage<Optional<RunnerId>> of(BoxId box) {
      return CompletableFuture.completedStage(Optional.ofNullable(homes.get(box)));
    }

    @Override
    public CompletionStage<Optional<RunnerId>> settle(BoxId box, RunnerId runner) {
      if (deaf) {
        deaf = false;
        return CompletableFuture.failedStage(new IllegalStateException("the database is away"));
      }
      homes.putIfAbsent(box, runner);
      return of(box);
    }
  }

  /** The next time that a box is to be settled, the database does not answer. */
  void failOnce() {
    deaf = true;
  }

  static Assignment life(String runner, String incarnation) {
    return new Assignment(new RunnerId(runner), new Incarnation(incarnation));
  }

  /** One link, and what its actor is told. */
  record Linked(RunnerLink link, TestProbe<ToRunner> frames, TestProbe<RegisterAnswer> answers) {
    RegisterAnswer answer() {
      return answers.receiveMessage();
    }
  }

  Linked register(Assignment by, int capacity, ExecutionId... held) {
    TestProbe<ToRunner> frames = kit.createTestProbe();
    TestProbe<RegisterAnswer> answers = kit.createTestProbe();
    RunnerLink link = new RunnerLink(by, frames.getRef());
    Candidate.Traits traits =
        new Candidate.Traits(capacity, Map.of("zone", by.runner().value()), List.of("process"));
    registry.tell(
        new RegistryMessage.Register(link, traits, "1.0", Set.of(held), answers.getRef()));
    return new Linked(link, frames, answers);
  }

  /** One that answered a beat. */
  Linked open(String runner, int capacity, ExecutionId... held) {
    Linked linked = register(life(runner, "i1"), capacity, held);
    registry.tell(new RegistryMessage.Heard(linked.link()));
    return linked;
  }

  /** Of a box of its own, or one that is named, accepted so many seconds after the others. */
  static Wanted wanted(String execution, String box, int seconds) {
    return new Wanted(
        new ExecutionId(execution),
        new BoxId(box),
        Requirements.NONE,
        null,
        NOW.plusSeconds(seconds));
  }

  static Wanted wanted(String execution) {
    return wanted(execution, "box-of-" + execution, 0);
  }

  static Wanted at(String execution, String home, int seconds) {
    return wanted(execution, "box-at-" + home, seconds).at(new RunnerId(home));
  }

  Choice choose(Wanted wanted) {
    TestProbe<Choice> chosen = kit.createTestProbe();
    registry.tell(new RegistryMessage.Choose(wanted, chosen.getRef()));
    return chosen.receiveMessage();
  }

  /** Waits in the queue, as an execution whose acceptance is journaled. */
  TestProbe<PlaceFound> await(Wanted wanted) {
    TestProbe<PlaceFound> waiting = kit.createTestProbe();
    registry.tell(new RegistryMessage.Await(wanted, waiting.getRef()));
    return waiting;
  }

  void release(Linked linked, String execution) {
    registry.tell(new RegistryMessage.Release(linked.link(), new ExecutionId(execution)));
  }

  int position(String execution) {
    TestProbe<Integer> position = kit.createTestProbe();
    registry.tell(new RegistryMessage.Position(new ExecutionId(execution), position.getRef()));
    return position.receiveMessage();
  }

  void drain(String runner, boolean yes) {
    TestProbe<Boolean> done = kit.createTestProbe();
    registry.tell(new RegistryMessage.Drain(new RunnerId(runner), yes, done.getRef()));
    done.receiveMessage();
  }

  RunnersView view() {
    TestProbe<RunnersView> view = kit.createTestProbe();
    registry.tell(new RegistryMessage.View(view.getRef()));
    return view.receiveMessage();
  }

  RunnersView.@Nullable OneRunner shown(String runner) {
    return view().runners().stream()
        .filter(one -> one.runner().runner().value().equals(runner))
        .findFirst()
        .orElse(null);
  }
}
