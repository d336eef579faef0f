package io.sluice.gateway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.runner.RegistryMessage.RegisterAnswer;
import io.sluice.gateway.runner.RegistryRig.Linked;
import io.sluice.gateway.runner.RunnersView.OneRunner;
import io.sluice.gateway.runner.RunnersView.Standing;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Links, and what is shown of them. */
class RunnerRegistryTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Assignment LIFE = RegistryRig.life("runner", "i1");
  private static final Assignment NEXT_LIFE = RegistryRig.life("runner", "i2");
  private static final ExecutionId ONE = new ExecutionId("one");
  private static final ExecutionId TWO = new ExecutionId("two");

  private final RegistryRig rig = new RegistryRig(KIT, 2);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private Choice choose() {
    return rig.choose(RegistryRig.wanted("some"));
  }

  private TestProbe<IntakeMessage.RunnerBack> expect(ExecutionId id) {
    TestProbe<IntakeMessage.RunnerBack> waiting = KIT.createTestProbe();
    rig.registry.tell(new RegistryMessage.Expect(LIFE, id, waiting.getRef()));
    return waiting;
  }

  @Test
  @Tag("C22")
  void anotherRunnerUnderTheIdOfALivingOneIsRefusedAndHarmsItNot() {
    Linked holder = rig.open("runner", 5);

    Linked other = rig.register(NEXT_LIFE, 5);

    assertThat(holder.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(other.answer()).isEqualTo(RegisterAnswer.ID_TAKEN);
    assertThat(choose()).isEqualTo(new Choice.Chosen(holder.link()));
  }

  @Test
  @Tag("L17")
  void whoDialsAgainTakesThePlaceOfItsFormerLinkThoughThatSeemsToLive() {
    Linked former = rig.open("runner", 5);

    Linked again = rig.open("runner", 5);

    assertThat(former.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(former.answer()).isEqualTo(RegisterAnswer.REPLACED);
    assertThat(again.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(choose()).isEqualTo(new Choice.Chosen(again.link()));
  }

  @Test
  @Tag("L18")
  void theNextLifeIsWelcomeOnceTheFormerLinkIsGone() {
    Linked former = rig.register(LIFE, 5);
    former.answer();
    former.frames().stop();

    RegisterAnswer answer = RegisterAnswer.ID_TAKEN;
    while (answer == RegisterAnswer.ID_TAKEN) {
      answer = rig.register(NEXT_LIFE, 5).answer();
    }

    assertThat(answer).isEqualTo(RegisterAnswer.WELCOME);
  }

  @Test
  @Tag("L1")
  void untilItAnsweredByItsNewLinkARunnerGetsNothing() {
    rig.open("runner", 5).answer();
    Linked again = rig.register(LIFE, 5);

    Choice early = choose();
    rig.registry.tell(new RegistryMessage.Heard(again.link()));

    assertThat(early).isEqualTo(new Choice.Queued());
    assertThat(rig.choose(RegistryRig.wanted("other"))).isEqualTo(new Choice.Chosen(again.link()));
  }

  @Test
  void whoRefusedAStartGetsNothingUntilItAnsweredOnceMore() {
    Linked runner = rig.open("runner", 5);

    rig.registry.tell(new RegistryMessage.Refused(runner.link()));
    Choice refused = choose();
    rig.registry.tell(new RegistryMessage.Heard(runner.link()));

    assertThat(refused).isEqualTo(new Choice.Queued());
    assertThat(rig.choose(RegistryRig.wanted("other"))).isEqualTo(new Choice.Chosen(runner.link()));
  }

  @Test
  @Tag("L17")
  void whoWaitsIsToldAtEachHelloWhetherItNamesIt() {
    TestProbe<IntakeMessage.RunnerBack> one = expect(ONE);
    TestProbe<IntakeMessage.RunnerBack> two = expect(TWO);

    Linked linked = rig.register(LIFE, 5, ONE);

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
    rig.registry.tell(new RegistryMessage.Recall(LIFE, recalled.getRef()));
    boolean whileAway = recalled.receiveMessage();
    Linked linked = rig.register(LIFE, 5);

    rig.registry.tell(new RegistryMessage.Recall(NEXT_LIFE, recalled.getRef()));
    rig.registry.tell(new RegistryMessage.Recall(LIFE, recalled.getRef()));

    assertThat(whileAway).isFalse();
    assertThat(recalled.receiveMessage()).isFalse();
    assertThat(recalled.receiveMessage()).isTrue();
    assertThat(linked.answer()).isEqualTo(RegisterAnswer.WELCOME);
    assertThat(linked.answer()).isEqualTo(RegisterAnswer.REPLACED);
  }

  @Test
  void whatAHelloNamesTakesItsPlacesUntilTheyAreReleasedByThatLink() {
    Linked former = rig.open("runner", 2);
    choose();
    Linked again = rig.open("runner", 2, ONE, TWO);

    rig.release(former, "one");
    Choice full = rig.choose(RegistryRig.wanted("waiting"));
    rig.registry.tell(new RegistryMessage.Withdraw(new ExecutionId("waiting")));
    rig.release(again, "one");
    rig.release(again, "one");

    assertThat(full).isEqualTo(new Choice.Queued());
    assertThat(choose()).isEqualTo(new Choice.Chosen(again.link()));
    assertThat(rig.choose(RegistryRig.wanted("more"))).isEqualTo(new Choice.Queued());
  }

  @Test
  void whoIsToldWhenARunnerIsOpenIsToldAtItsFirstAnswerOrAtOnce() {
    TestProbe<Boolean> open = KIT.createTestProbe();
    rig.registry.tell(new RegistryMessage.WhenOpen(LIFE.runner(), open.getRef()));

    rig.open("runner", 1);
    boolean told = open.receiveMessage();
    rig.registry.tell(new RegistryMessage.WhenOpen(LIFE.runner(), open.getRef()));

    assertThat(told).isTrue();
    assertThat(open.receiveMessage()).isTrue();
  }

  @Test
  void aViewTellsOfEachRunnerAndAlsoOfThoseThatWentAway() {
    rig.open("busy", 1, ONE);
    rig.register(RegistryRig.life("silent", "i1"), 7);
    Linked gone = rig.open("gone", 3);
    rig.registry.tell(new RegistryMessage.Gone(gone.link()));
    rig.choose(RegistryRig.at("waits", "busy", 0));

    RunnersView view = rig.view();

    assertThat(view.runners())
        .extracting(one -> one.runner().runner().value(), OneRunner::standing, OneRunner::heardAt)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("busy", Standing.CONNECTED, RegistryRig.NOW),
            org.assertj.core.groups.Tuple.tuple("gone", Standing.AWAY, RegistryRig.NOW),
            org.assertj.core.groups.Tuple.tuple("silent", Standing.CONNECTED, null));
    OneRunner busy = view.runners().getFirst();
    assertThat(busy.executions()).containsExactly(ONE);
    assertThat(busy.queued()).isEqualTo(1);
    assertThat(busy.software()).isEqualTo("1.0");
    assertThat(view.waiting()).isEqualTo(1);
    assertThat(view.limit()).isEqualTo(2);
  }

  @Test
  void aDrainedRunnerGetsNothingNewOverItsReconnectsUntilItIsUndrained() {
    Linked other = rig.open("other", 9, ONE, TWO);
    rig.open("runner", 9);
    rig.drain("runner", true);

    Choice elsewhere = choose();
    rig.open("runner", 9, ONE);
    OneRunner shown = rig.shown("runner");
    Choice again = rig.choose(RegistryRig.wanted("again"));
    Choice bound = rig.choose(RegistryRig.at("bound", "runner", 0));
    rig.drain("runner", false);

    assertThat(elsewhere).isEqualTo(new Choice.Chosen(other.link()));
    assertThat(again).isEqualTo(new Choice.Chosen(other.link()));
    assertThat(bound).isInstanceOf(Choice.None.class);
    assertThat(shown)
        .isNotNull()
        .satisfies(
            one -> {
              assertThat(one.standing()).isEqualTo(Standing.DRAINING);
              assertThat(one.executions()).containsExactly(ONE);
            });
    assertThat(rig.choose(RegistryRig.at("bound", "runner", 0))).isInstanceOf(Choice.Chosen.class);
  }

  @Test
  void whatWasDrainedBeforeARestartStillIs() {
    RegistryRig restarted = new RegistryRig(KIT, 2, "runner");

    restarted.open("runner", 9);

    assertThat(restarted.choose(RegistryRig.wanted("some"))).isInstanceOf(Choice.None.class);
  }
}
