package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.RUNNER;
import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.facts;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static io.sluice.gateway.app.ExecutionsRig.seat;
import static io.sluice.gateway.app.ExecutionsRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.Flushed;
import io.sluice.gateway.execution.IntakeMessage;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.RunnerReports.AdoptAnswer;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame.Held;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runners that dial again, over a real journal; the test is the runner. */
@Tag("L17")
@ExtendWith(SharedRig.class)
class ReadoptionOverPostgresTest {
  private static final Assignment NEXT_LIFE =
      new Assignment(RUNNER.runner(), new Incarnation("i2"));
  private static final Assignment STRANGER =
      new Assignment(new RunnerId("stranger"), new Incarnation("s1"));

  private final ExecutionsRig rig;
  private final TestProbe<ToRunner> probe;
  private final RunnerLink link;

  ReadoptionOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
    this.probe = TestProbe.create(rig.system());
    this.link = new RunnerLink(RUNNER, probe.getRef());
  }

  @Test
  @Tag("O34")
  @Tag("O35")
  void itGoesOnAfterTheLastJournaledReportAndTheFormerLinkCountsNoMore() throws Exception {
    ExecutionId id = rig.begun("again");
    rig.report(id, output(1, "abc"));
    rig.acknowledgement(id);

    AdoptAnswer answer = adopt(rig.executions(), held(id, 2, 0));
    rig.report(id, output(2, "by the former link"));
    rig.executions().reported(link, id, List.of(output(1, "abc")));
    rig.executions().reported(link, id, List.of(output(2, "def")));
    while (!probe.receiveMessage(LONG).frame().equals(new GatewayFrame.Acknowledged(id, 2))) {
      // What is journaled already is acknowledged again.
    }

    assertThat(answer).isEqualTo(new AdoptAnswer.GoesOn(1));
    assertThat(text(rig.log(id))).isEqualTo("abcdef");
  }

  @Test
  @Tag("L18")
  @Tag("O3")
  void whoStaysAwayLongerThanTheGraceIsLostWithAllThatWasAcknowledged() throws Exception {
    ExecutionId id = rig.begun("away");
    adopt(rig.executions(), held(id, 0, 0));
    rig.executions().reported(link, id, List.of(output(1, "kept")));
    next(new GatewayFrame.Acknowledged(id, 1));
    CompletionStage<State> end = rig.executions().awaitEnd(id, LONG);

    probe.stop();
    State.Ended ended = (State.Ended) await(end);
    TestProbe<ToRunner> late = TestProbe.create(rig.system());
    AdoptAnswer leftover =
        await(rig.executions().adopt(new RunnerLink(RUNNER, late.getRef()), held(id, 2, 1)));

    assertThat(ended.outcome().reason()).isEqualTo(EndReason.LOST);
    assertThat(ended.outcome().complete()).isFalse();
    assertThat(text(rig.log(id))).isEqualTo("kept");
    assertThat(leftover).isEqualTo(new AdoptAnswer.NotWanted());
  }

  @Test
  @Tag("C2")
  @Tag("O32")
  @Tag("I12")
  @Tag("C10")
  void whatWasAskedForWhileNobodyWasLinkedIsToldByTheNextLink() throws Exception {
    ExecutionId id = rig.controlled("meanwhile");
    TestProbe<ToRunner> former = TestProbe.create(rig.system());
    await(rig.executions().adopt(new RunnerLink(RUNNER, former.getRef()), held(id, 0, 0)));

    former.stop();
    rig.runners().expected(id);
    CompletionStage<Flushed> flush = rig.executions().flush(id);
    await(rig.executions().write(id, SESSION, StdinOffset.ZERO, Payload.utf8("abc")));
    await(rig.executions().control(id, new By.Operator(), new Control.SendSignal(Signal.HUP)));
    await(rig.executions().control(id, new By.Operator(), new Control.Kill()));
    adopt(rig.executions(), held(id, 0, 0));

    next(new GatewayFrame.Stdin(id, StdinOffset.ZERO, Payload.utf8("abc")));
    GatewayFrame asked = probe.receiveMessage(LONG).frame();
    next(new GatewayFrame.SendSignal(id, Signal.HUP));
    next(new GatewayFrame.Kill(id));
    rig.executions().flushed(link, id, ((GatewayFrame.Flush) asked).number(), 0);
    assertThat(await(flush)).isEqualTo(new Flushed.UpTo(Offset.ZERO));
  }

  @Test
  @Tag("I12")
  @Tag("O34")
  void afterARestartOfTheGatewayItGoesOnAndInputToo() throws Exception {
    ExecutionId id = rig.begun("readopted-after-a-restart");
    rig.report(id, output(1, "abc"));
    rig.acknowledgement(id);

    try (Restarted restarted = rig.restarted()) {
      ShardedExecutions executions = restarted.executions();
      State before = await(executions.state(id));
      CompletionStage<Taken> control =
          executions.take(id, new Claim(seat(SESSION, "key:1"), false, new StartFrom.OpenPlace()));
      AdoptAnswer answer = adopt(executions, new Held(id, 1, 0, new StdinOffset(7), false));
      executions.tookStdin(link, id, new StdinOffset(5), false);
      Taken taken = await(control);
      StdinAnswer written =
          await(executions.write(id, SESSION, new StdinOffset(7), Payload.utf8("hi")));
      next(new GatewayFrame.Stdin(id, new StdinOffset(7), Payload.utf8("hi")));
      executions.reported(link, id, List.of(output(2, "def")));
      next(new GatewayFrame.Acknowledged(id, 2));

      assertThat(before).isInstanceOf(State.Running.class);
      assertThat(answer).isEqualTo(new AdoptAnswer.GoesOn(1));
      assertThat(((Taken.Yours) taken).stdin().received()).isEqualTo(new StdinOffset(7));
      assertThat(((Taken.Yours) taken).stdin().applied()).isEqualTo(new StdinOffset(5));
      assertThat(written).isEqualTo(new StdinAnswer.Taken());
      assertThat(text(rig.log(id))).isEqualTo("abcdef");
    }
  }

  @Test
  @Tag("L7")
  void aStartThatNobodyAnsweredIsAskedAboutOnceTheSameRunnerIsBackWithoutIt() throws Exception {
    ExecutionId id = new ExecutionId("start-unanswered");
    await(rig.executions().begin(facts(id)));

    try (Restarted restarted = rig.restarted()) {
      await(restarted.executions().state(id));
      rig.runners().expected(id).tell(new IntakeMessage.RunnerBack(link, false, true));
      next(new GatewayFrame.Start(id, facts(id).box(), facts(id).command()));
      restarted.executions().started(link, id, 42);

      Awaitility.await()
          .atMost(LONG)
          .until(() -> await(restarted.executions().state(id)) instanceof State.Running);
    }
  }

  @Test
  @Tag("L18")
  @Tag("L10")
  void anotherLifeOfItsRunnerDoesNotHaveIt() throws Exception {
    ExecutionId id = rig.begun("next-life");

    try (Restarted restarted = rig.restarted()) {
      await(restarted.executions().state(id));
      rig.runners()
          .expected(id)
          .tell(
              new IntakeMessage.RunnerBack(
                  new RunnerLink(NEXT_LIFE, probe.getRef()), false, false));
      State ended = await(restarted.executions().awaitEnd(id, LONG));

      assertThat(ended)
          .isInstanceOfSatisfying(
              State.Ended.class,
              lost -> assertThat(lost.outcome().reason()).isEqualTo(EndReason.LOST));
    }
  }

  @Test
  void whatNobodyKnowsAndWhatIsAnothersIsToBeEnded() throws Exception {
    ExecutionId id = rig.begun("not-yours");

    AdoptAnswer unknown = adopt(rig.executions(), held(new ExecutionId("never-begun"), 3, 0));
    AdoptAnswer foreign =
        await(rig.executions().adopt(new RunnerLink(STRANGER, probe.getRef()), held(id, 3, 0)));
    rig.end(id, 1);
    State.Ended ended = (State.Ended) await(rig.executions().awaitEnd(id, LONG));

    assertThat(unknown).isEqualTo(new AdoptAnswer.NotWanted());
    assertThat(foreign).isEqualTo(new AdoptAnswer.NotWanted());
    assertThat(ended.outcome().reason()).isEqualTo(EndReason.EXITED);
  }

  @Test
  @Tag("O28")
  void whatAStrangerTellsIsPassedOverAndHarmsNobody() throws Exception {
    ExecutionId id = rig.begun("strangers");
    RunnerLink stranger = new RunnerLink(STRANGER, probe.getRef());

    rig.executions().reported(stranger, id, List.of(output(1, "forged")));
    next(new GatewayFrame.Kill(id));
    rig.report(id, output(1, "true"));
    rig.end(id, 2);
    State.Ended ended = (State.Ended) await(rig.executions().awaitEnd(id, LONG));

    assertThat(ended.outcome().complete()).isTrue();
    assertThat(text(rig.log(id))).isEqualTo("true");
  }

  @Test
  @Tag("O34")
  void aHoleInTheSequenceEndsThatExecutionAndNoOther() throws Exception {
    ExecutionId holed = rig.begun("holed");
    ExecutionId other = rig.begun("unharmed");

    rig.report(holed, output(1, "a"));
    rig.report(holed, output(3, "c"));
    rig.end(other, 1);
    State.Ended lost = (State.Ended) await(rig.executions().awaitEnd(holed, LONG));
    State.Ended unharmed = (State.Ended) await(rig.executions().awaitEnd(other, LONG));

    assertThat(lost.outcome().reason()).isEqualTo(EndReason.LOST);
    assertThat(text(rig.log(holed))).isEqualTo("a");
    assertThat(unharmed.outcome().reason()).isEqualTo(EndReason.EXITED);
  }

  private AdoptAnswer adopt(ShardedExecutions executions, Held held) throws Exception {
    return await(executions.adopt(link, held));
  }

  private static Held held(ExecutionId id, long last, long acknowledged) {
    return new Held(id, last, acknowledged, StdinOffset.ZERO, false);
  }

  private void next(GatewayFrame frame) {
    assertThat(probe.receiveMessage(LONG).frame()).isEqualTo(frame);
  }
}
