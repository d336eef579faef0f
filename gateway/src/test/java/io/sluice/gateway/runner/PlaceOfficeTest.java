package io.sluice.gateway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.IntakeMessage.PlaceFound;
import io.sluice.gateway.execution.Runners.Choice;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.runner.RegistryRig.Linked;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who waits for a place, and who gets it. */
class PlaceOfficeTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ExecutionId ONE = new ExecutionId("one");
  private static final ExecutionId TWO = new ExecutionId("two");

  private final RegistryRig rig = new RegistryRig(KIT, 3);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private TestProbe<PlaceFound> queued(String execution, int seconds) {
    var wanted = RegistryRig.wanted(execution, "box-of-" + execution, seconds);
    assertThat(rig.choose(wanted)).isEqualTo(new Choice.Queued());
    return rig.await(wanted);
  }

  @Test
  void placesGoToThoseThatWereAcceptedFirst() {
    Linked runner = rig.open("runner", 2, ONE, TWO);
    TestProbe<PlaceFound> third = queued("third", 3);
    TestProbe<PlaceFound> first = queued("first", 1);
    int before = rig.position("third");

    rig.release(runner, "one");
    PlaceFound place = first.receiveMessage();
    int after = rig.position("third");
    rig.release(runner, "two");

    assertThat(before).isEqualTo(2);
    assertThat(after).isEqualTo(1);
    assertThat(place).isEqualTo(new PlaceFound(runner.link()));
    assertThat(third.receiveMessage()).isEqualTo(place);
    assertThat(rig.position("third")).isZero();
  }

  @Test
  void whoWaitsForAFullRunnerHoldsNobodyUp() {
    rig.open("full", 1, ONE);
    Linked other = rig.open("other", 1, TWO);
    var bound = RegistryRig.at("bound", "full", 1);
    rig.choose(bound);
    TestProbe<PlaceFound> waits = rig.await(bound);
    TestProbe<PlaceFound> anywhere = queued("anywhere", 2);

    rig.release(other, "two");

    assertThat(anywhere.receiveMessage()).isEqualTo(new PlaceFound(other.link()));
    waits.expectNoMessage();
    assertThat(rig.position("bound")).isEqualTo(1);
  }

  @Test
  void beyondItsBoundTheQueueRefusesAndForgetsWhoLeaves() {
    rig.open("runner", 1, ONE);
    rig.choose(RegistryRig.wanted("a"));
    rig.choose(RegistryRig.wanted("b"));
    rig.choose(RegistryRig.wanted("c"));

    Choice beyond = rig.choose(RegistryRig.wanted("d"));
    Choice again = rig.choose(RegistryRig.wanted("c"));
    rig.registry.tell(new RegistryMessage.Withdraw(new ExecutionId("a")));
    rig.registry.tell(new RegistryMessage.Leave(new ExecutionId("b"), null));

    assertThat(beyond).isEqualTo(new Choice.None(new Unplaced.QueueFull(3)));
    assertThat(again).isEqualTo(new Choice.Queued());
    assertThat(rig.choose(RegistryRig.wanted("d"))).isEqualTo(new Choice.Queued());
    assertThat(rig.view().waiting()).isEqualTo(2);
  }

  @Test
  void whoIsAcceptedWaitsThoughNobodyIsThereAndThoughTheQueueIsFull() {
    TestProbe<PlaceFound> first = rig.await(RegistryRig.wanted("a", "box-a", 1));
    for (String more : new String[] {"b", "c", "d"}) {
      rig.await(RegistryRig.wanted(more, "box-" + more, 2));
    }

    Linked runner = rig.open("runner", 1);

    assertThat(first.receiveMessage()).isEqualTo(new PlaceFound(runner.link()));
    assertThat(rig.view().waiting()).isEqualTo(3);
  }

  @Test
  void afterARestartABoxStillWaitsForTheRunnerWhereItLives() {
    rig.homes.put(new BoxId("box"), new RunnerId("home"));
    TestProbe<PlaceFound> waiting = rig.await(RegistryRig.wanted("a", "box", 0));

    rig.open("other", 5);
    waiting.expectNoMessage();
    Linked home = rig.open("home", 5);

    assertThat(waiting.receiveMessage()).isEqualTo(new PlaceFound(home.link()));
  }

  @Test
  void aBoxThatMeanwhileLivesElsewhereWaitsForThatRunner() {
    Linked here = rig.open("here", 1, ONE);
    TestProbe<PlaceFound> waiting = queued("a", 0);
    rig.homes.put(new BoxId("box-of-a"), new RunnerId("there"));

    rig.release(here, "one");
    waiting.expectNoMessage();
    Linked there = rig.open("there", 1);

    assertThat(waiting.receiveMessage()).isEqualTo(new PlaceFound(there.link()));
    assertThat(rig.choose(RegistryRig.wanted("b"))).isEqualTo(new Choice.Chosen(here.link()));
  }

  @Test
  void withoutAnAnswerOfTheDatabaseItIsTriedAgain() {
    Linked runner = rig.open("runner", 1, ONE);
    TestProbe<PlaceFound> waiting = queued("a", 0);
    rig.failOnce();

    rig.release(runner, "one");

    assertThat(waiting.receiveMessage()).isEqualTo(new PlaceFound(runner.link()));
  }

  @Test
  void whoAsksAgainIsToldAgainOfThePlaceItHas() {
    Linked runner = rig.open("runner", 1, ONE);
    TestProbe<PlaceFound> waiting = queued("a", 0);
    rig.release(runner, "one");
    PlaceFound place = waiting.receiveMessage();

    TestProbe<PlaceFound> again = rig.await(RegistryRig.wanted("a"));

    assertThat(again.receiveMessage()).isEqualTo(place);
    assertThat(rig.choose(RegistryRig.wanted("a"))).isEqualTo(new Choice.Chosen(runner.link()));
    assertThat(rig.view().runners().getFirst().executions()).containsExactly(new ExecutionId("a"));
  }

  @Test
  void whoIsGoneWaitsNoMore() {
    rig.open("runner", 1, ONE);
    TestProbe<PlaceFound> waiting = queued("a", 0);

    waiting.stop();

    while (rig.position("a") != 0) {
      Thread.onSpinWait();
    }
    assertThat(rig.view().waiting()).isZero();
  }

  @Test
  void whileTheGatewayStopsNobodyIsPlaced() {
    Linked runner = rig.open("runner", 1, ONE);
    TestProbe<PlaceFound> waiting = queued("a", 0);

    rig.registry.tell(new RegistryMessage.StopPlacing());
    rig.release(runner, "one");

    waiting.expectNoMessage();
    assertThat(rig.choose(RegistryRig.wanted("b"))).isInstanceOf(Choice.None.class);
    assertThat(rig.position("a")).isEqualTo(1);
  }

  @Test
  void thoseWhoWaitGetWhatAnUndrainedRunnerHas() {
    rig.open("full", 1, ONE);
    Linked drained = rig.open("drained", 1);
    rig.drain("drained", true);
    TestProbe<PlaceFound> waiting = queued("a", 0);

    rig.drain("drained", false);

    assertThat(waiting.receiveMessage()).isEqualTo(new PlaceFound(drained.link()));
  }
}
