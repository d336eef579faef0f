package io.sluice.gateway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.gateway.testing.TestBoxes;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the index keeps of runners and of where boxes live. */
class RunnerDirectoryTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final TenantId TENANT = new TenantId("t1");
  private static final BoxId BOX = new BoxId("box");
  private static final FakeIndex INDEX = new FakeIndex();
  private static final RunnerDirectory DIRECTORY =
      RunnerDirectory.start(
          KIT.system(), new AsyncIndex(INDEX, Runnable::run), () -> RegistryRig.NOW, 5);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static RunnerLink open(String runner) {
    RunnerLink link =
        new RunnerLink(RegistryRig.life(runner, "i1"), KIT.<ToRunner>createTestProbe().getRef());
    TestProbe<RegistryMessage.RegisterAnswer> answers = KIT.createTestProbe();
    Candidate.Traits traits = new Candidate.Traits(5, Map.of(), List.of("process"));
    DIRECTORY
        .registry()
        .tell(new RegistryMessage.Register(link, traits, null, Set.of(), answers.getRef()));
    DIRECTORY.registry().tell(new RegistryMessage.Heard(link));
    return link;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void ofTwoFirstExecutionsOfABoxBothGoWhereTheFirstOneWent() throws Exception {
    INDEX.ensureTenant(TENANT, RegistryRig.NOW);
    INDEX.insertBox(TestBoxes.box(BOX, TENANT, RegistryRig.NOW));
    open("east");
    open("west");

    Choice first = get(DIRECTORY.choose(RegistryRig.wanted("one", "box", 0)));
    Choice second = get(DIRECTORY.choose(RegistryRig.wanted("two", "box", 0)));

    RunnerId home = INDEX.homeOf(BOX).orElseThrow();
    assertThat(first)
        .isInstanceOfSatisfying(
            Choice.Chosen.class,
            chosen -> assertThat(chosen.link().runner().runner()).isEqualTo(home));
    assertThat(second).isEqualTo(first);
    assertThat(get(DIRECTORY.view()).runners())
        .filteredOn(one -> !one.executions().isEmpty())
        .singleElement()
        .satisfies(one -> assertThat(one.executions()).hasSize(2));
  }

  @Test
  void aDrainIsStoredAndAnUnknownRunnerIsNot() throws Exception {
    open("drained");

    boolean drained = get(DIRECTORY.drain(new RunnerId("drained"), true));
    boolean unknown = get(DIRECTORY.drain(new RunnerId("unknown"), true));
    Set<RunnerId> stored = INDEX.drained();
    get(DIRECTORY.drain(new RunnerId("drained"), false));

    assertThat(drained).isTrue();
    assertThat(unknown).isFalse();
    assertThat(stored).containsExactly(new RunnerId("drained"));
    assertThat(INDEX.drained()).isEmpty();
  }
}
