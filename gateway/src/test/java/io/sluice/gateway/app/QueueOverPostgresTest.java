package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.seat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.IntakeMessage.PlaceFound;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Executions that are accepted and wait for a place on a runner; over a real journal. */
@ExtendWith(SharedRig.class)
class QueueOverPostgresTest {
  private final ExecutionsRig rig;

  QueueOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  private static Facts facts(ExecutionId id, Instant acceptedAt) {
    Facts like = ExecutionsRig.facts(id);
    return new Facts(
        id,
        like.tenant(),
        like.box(),
        like.command(),
        Map.of(),
        acceptedAt,
        null,
        Terms.on(new Requirements("bubblewrap", Map.of())));
  }

  private ExecutionId queued(String name) throws Exception {
    ExecutionId id = new ExecutionId(OneRunner.QUEUED + name);
    assertThat(await(rig.executions().begin(facts(id, Instant.now()))))
        .isEqualTo(new BeginAnswer.Begun());
    return id;
  }

  private GatewayFrame start(ExecutionId id) {
    Facts facts = facts(id, Instant.EPOCH);
    return new GatewayFrame.Start(id, facts.box(), BoxLimits.NONE, "bubblewrap", facts.command());
  }

  private List<Class<?>> events(ExecutionId id) throws Exception {
    return SignedLogs.withoutAnchors(rig.log(id)).stream()
        .<Class<?>>map(entry -> entry.event().getClass())
        .toList();
  }

  @Test
  @Tag("L7")
  void whatCameWhileItWaitedFollowsTheStartOnceAPlaceIsFound() throws Exception {
    ExecutionId id = queued("start");
    State waiting = await(rig.executions().state(id));
    Claim claim = new Claim(seat(SESSION, "key:1"), false, new StartFrom.OpenPlace());
    await(rig.executions().take(id, claim));
    StdinAnswer written =
        await(rig.executions().write(id, SESSION, StdinOffset.ZERO, Payload.utf8("early")));
    GatewayFrame stdin = new GatewayFrame.Stdin(id, StdinOffset.ZERO, Payload.utf8("early"));

    rig.runners().waiting(id).tell(new PlaceFound(rig.by()));
    List<GatewayFrame> frames = rig.framesUpTo(stdin);
    rig.executions().started(rig.by(), id, 7);
    rig.end(id, 1);
    State ended = await(rig.executions().awaitEnd(id, ExecutionsRig.LONG));

    assertThat(waiting).isInstanceOf(State.Accepted.class);
    assertThat(written).isEqualTo(new StdinAnswer.Taken());
    assertThat(frames).containsSubsequence(start(id), stdin);
    assertThat(ended).isInstanceOf(State.Ended.class);
    assertThat(rig.runners().waiting).doesNotContainKey(id);
  }

  @Test
  @Tag("O2")
  void killedWhileItWaitsItEndsOnceNeverStartsAndGivesALatePlaceBack() throws Exception {
    ExecutionId id = queued("kill");
    CompletionStage<State> wait = rig.executions().awaitEnd(id, ExecutionsRig.LONG);
    var waiting = rig.runners().waiting(id);
    rig.runners().released.clear();

    await(rig.executions().control(id, new By.Operator(), new Control.Kill()));
    waiting.tell(new PlaceFound(rig.by()));

    assertThat(await(wait))
        .isInstanceOfSatisfying(
            State.Ended.class,
            ended -> assertThat(ended.outcome().reason()).isEqualTo(EndReason.KILLED));
    Awaitility.await()
        .atMost(ExecutionsRig.LONG)
        .until(() -> rig.runners().released.contains(rig.by()));
    assertThat(events(id))
        .containsExactly(Event.Accepted.class, Event.KillRequested.class, Event.Ended.class);
    assertThat(rig.runners().waiting).doesNotContainKey(id);
  }

  @Test
  @Tag("O2")
  void whoWaitedAsLongAsMayBeEndsAsTimedOutWithoutHavingRun() throws Exception {
    ExecutionId id = new ExecutionId(OneRunner.QUEUED + "long");

    await(rig.executions().begin(facts(id, Instant.EPOCH)));

    assertThat(await(rig.executions().awaitEnd(id, ExecutionsRig.LONG)))
        .isInstanceOfSatisfying(
            State.Ended.class,
            ended -> {
              assertThat(ended.outcome().reason()).isEqualTo(EndReason.TIMED_OUT);
              assertThat(ended.progress().startedAt()).isNull();
            });
    assertThat(events(id)).containsExactly(Event.Accepted.class, Event.Ended.class);
  }

  @Test
  void afterARestartItWaitsAgainAndStarts() throws Exception {
    ExecutionId id = queued("restart");
    rig.runners().waiting(id);
    rig.runners().waiting.remove(id);

    try (Restarted restarted = rig.restarted()) {
      State recovered = await(restarted.executions().state(id));
      rig.runners().waiting(id).tell(new PlaceFound(rig.by()));
      List<GatewayFrame> frames = rig.framesUpTo(start(id));

      assertThat(recovered).isInstanceOf(State.Accepted.class);
      assertThat(frames).contains(start(id));
    }
  }

  @Test
  @Tag("C18")
  void aSecondStartOfWhatWaitsIsRefusedAndTheFirstGoesOnWaiting() throws Exception {
    ExecutionId id = queued("twice");

    BeginAnswer second = await(rig.executions().begin(facts(id, Instant.now())));

    assertThat(second).isEqualTo(new BeginAnswer.Refused(new Refusal.AlreadyExists()));
    assertThat(rig.runners().withdrawn).contains(id);
    assertThat(await(rig.executions().state(id))).isInstanceOf(State.Accepted.class);
    assertThat(rig.runners().waiting).containsKey(id);
  }
}
