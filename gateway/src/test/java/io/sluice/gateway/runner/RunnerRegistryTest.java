package io.sluice.gateway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunnerRegistryTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Assignment LIFE = life("i1");
  private static final Assignment NEXT_LIFE = life("i2");
  private static final ExecutionId ONE = new ExecutionId("one");
  private static final ExecutionId TWO = new ExecutionId("two");

  private final ActorRef<RegistryMessage> registry = KIT.spawn(RunnerRegistry.create());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static Assignment life(String incarnation) {
    return new Assignment(new RunnerId("runner"), new Incarnation(incarnation));
  }

  /** One link, and what its actor is told. */
  private record Linked(
      RunnerLink link, TestProbe<ToRunner> frames, TestProbe<RegisterAnswer> answers) {
    RegisterAnswer answer() {
      return answers.receiveMessage();
    }
  }

  private Linked register(Assignment by, int capacity, ExecutionId... held) {
    TestProbe<ToRunner> frames = KIT.createTestProbe();
    TestProbe<RegisterAnswer> answers = KIT.createTestProbe();
    RunnerLink link = new RunnerLink(by, frames.getRef());
    registry.tell(new RegistryMessage.Register(link, capacity, Set.of(held), answers.getRef()));
    return new Linked(link, frames, answers);
  }

  private Choice choose() {
    TestProbe<Choice> chosen = KIT.createTestProbe();
    registry.tell(new RegistryMessage.Choose(chosen.getRef()));
    return chosen.receiveMessage();
  }

  private TestProbe<IntakeMessage.RunnerBack> expect(ExecutionId id) {
    TestProbe<IntakeMessage.RunnerBack> waiting = KIT.createTestProbe();
    registry.tell(new RegistryMessage.Expect(LIFE, id, waiting.getRef()));
    return waiting;
  }

  @Test
  @Tag("C22")
  void anotherRunnerUnderTheIdOfALivingOneIsRefusedAndHarmsItNot() {
    Linked holder = register(LIFE, 5);

    Linked other = register(NEXT_LIFE, 5);

    assertThat(holder.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(other.answer()).isEqualTo(RegisterAnswer.ID_TAKEN);
    assertThat(choose()).isEqualTo(new Choice.Chosen(holder.link()));
  }

  @Test
  @Tag("L17")
  void whoDialsAgainTakesThePlaceOfItsFormerLinkThoughThatSeemsToLive() {
    Linked former = register(LIFE, 5);

    Linked again = register(LIFE, 5);

    assertThat(former.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(former.answer()).isEqualTo(RegisterAnswer.REPLACED);
    assertThat(again.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(choose()).isEqualTo(new Choice.Chosen(again.link()));
  }

  @Test
  @Tag("L18")
  void theNextLifeIsWelcomeOnceTheFormerLinkIsGone() {
    Linked former = register(LIFE, 5);
    former.answer();
    former.frames().stop();

    RegisterAnswer answer = RegisterAnswer.ID_TAKEN;
    while (answer == RegisterAnswer.ID_TAKEN) {
      answer = register(NEXT_LIFE, 5).answer();
    }

    assertThat(answer).isEqualTo(RegisterAnswer.WELCOME);
  }

  @Test
  @Tag("L17")
  void whoWaitsIsToldAtEachHelloWhetherItNamesIt() {
    TestProbe<IntakeMessage.RunnerBack> one = expect(ONE);
    TestProbe<IntakeMessage.RunnerBack> two = expect(TWO);

    Linked linked = register(LIFE, 5, ONE);

    assertThat(one.receiveMessage())
        .isEqualTo(new IntakeMessage.RunnerBack(linked.link(), true, true));
    assertThat(two.receiveMessage())
        .isEqualTo(new IntakeMessage.RunnerBack(linked.link(), false, true));
    assertThat(expect(TWO).receiveMessage())
        .isEqualTo(new IntakeMessage.RunnerBack(linked.link(), false, false));
  }

  @Test
  @Tag("L17")
  void whoWaitedInVainHasALinkedRunnerDialAgain() {
    TestProbe<Boolean> recalled = KIT.createTestProbe();
    registry.tell(new RegistryMessage.Recall(LIFE, recalled.getRef()));
    boolean whileAway = recalled.receiveMessage();
    Linked linked = register(LIFE, 5);

    registry.tell(new RegistryMessage.Recall(NEXT_LIFE, recalled.getRef()));
    registry.tell(new RegistryMessage.Recall(LIFE, recalled.getRef()));

    assertThat(whileAway).isFalse();
    assertThat(recalled.receiveMessage()).isFalse();
    assertThat(recalled.receiveMessage()).isTrue();
    assertThat(linked.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(linked.answer()).isEqualTo(RegisterAnswer.REPLACED);
  }

  @Test
  void whatAHelloNamesTakesItsPlacesUntilTheyAreReleasedByThatLink() {
    Linked former = register(LIFE, 2);
    choose();
    Linked again = register(LIFE, 2, ONE, TWO);

    registry.tell(new RegistryMessage.Release(former.link()));
    Choice full = choose();
    registry.tell(new RegistryMessage.Release(again.link()));

    assertThat(full).isEqualTo(new Choice.None("every runner is at its capacity"));
    assertThat(choose()).isEqualTo(new Choice.Chosen(again.link()));
  }
}
