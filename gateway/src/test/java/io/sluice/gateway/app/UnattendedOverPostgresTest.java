package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.seat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.protocol.execution.Cause;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.execution.Unattended;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.UnattendedRule;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of executions that nobody attends any more, over a real journal. */
@ExtendWith(SharedRig.class)
class UnattendedOverPostgresTest {
  /** Long between the steps, so that a test can do something there. */
  static final Unattended.Policy POLICY =
      new Unattended.Policy(null, Duration.ofMillis(500), Duration.ofMillis(500));

  private static final UnattendedRule SOON = new UnattendedRule.After(Duration.ofMillis(50));
  private static final SessionId OTHER = new SessionId("session-2");

  private final ExecutionsRig rig;

  UnattendedOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  private ExecutionId begun(String name, UnattendedRule rule) throws Exception {
    return begun(rig.executions(), name, rule);
  }

  private ExecutionId begun(ShardedExecutions executions, String name, UnattendedRule rule)
      throws Exception {
    ExecutionId id = new ExecutionId(name);
    Facts plain = ExecutionsRig.facts(id);
    Facts facts =
        new Facts(
            id,
            plain.tenant(),
            plain.box(),
            plain.command(),
            Map.of(),
            plain.acceptedAt(),
            null,
            Terms.of(rule));
    await(executions.begin(facts));
    executions.started(rig.by(), id, 42);
    return id;
  }

  private void attendedOnce(ExecutionId id, SessionId by) throws Exception {
    attendedOnce(rig.executions(), id, by);
  }

  private static void attendedOnce(ShardedExecutions executions, ExecutionId id, SessionId by)
      throws Exception {
    Claim claim = new Claim(seat(by, "key:" + by.value()), false, new StartFrom.OpenPlace());
    assertThat(await(executions.take(id, claim))).isInstanceOf(Taken.Yours.class);
    executions.leave(id, by, Cursor.START, false);
  }

  /** The signals and the kill that the runner was sent for it, up to this one. */
  private List<GatewayFrame> sentUpTo(GatewayFrame.Kill last) {
    ExecutionId id = last.execution();
    return rig.framesUpTo(last).stream()
        .filter(
            frame ->
                frame.equals(last)
                    || (frame instanceof GatewayFrame.SendSignal(var of, _) && of.equals(id)))
        .toList();
  }

  @Test
  @Tag("C8")
  void whatNobodyAttendsAnyMoreIsSentHupTermAndKillAndTheLogSaysWhy() throws Exception {
    ExecutionId id = begun("walked-away-from", SOON);
    attendedOnce(id, SESSION);

    List<GatewayFrame> sent = sentUpTo(kill(id));

    assertThat(sent)
        .containsExactly(hup(id), new GatewayFrame.SendSignal(id, Signal.TERM), kill(id));
    assertThat(rig.log(id))
        .extracting(
            entry -> entry.event() instanceof Event.KillRequested(var cause, _) ? cause : "")
        .contains(Cause.UNATTENDED);
  }

  @Test
  @Tag("C9")
  void whoAttendsItBeforeTheKillStopsThatAndItBeginsAnew() throws Exception {
    ExecutionId id = begun("come-back-to", SOON);
    attendedOnce(id, SESSION);
    rig.framesUpTo(hup(id));

    attendedOnce(id, OTHER);
    List<GatewayFrame> after = sentUpTo(kill(id));

    assertThat(after)
        .containsSubsequence(hup(id), new GatewayFrame.SendSignal(id, Signal.TERM), kill(id));
  }

  @Test
  @Tag("C8")
  @Tag("C11")
  void whatNobodyHadControlOfAndWhatIsExemptIsLeftAlone() throws Exception {
    ExecutionId onlyRead = begun("only-read", SOON);
    await(rig.executions().pull(onlyRead, 1));
    ExecutionId exempt = begun("exempt", new UnattendedRule.Never());
    attendedOnce(exempt, SESSION);
    ExecutionId other = begun("not-exempt", SOON);
    attendedOnce(other, SESSION);

    rig.framesUpTo(kill(other));

    for (ExecutionId id : List.of(onlyRead, exempt)) {
      assertThat(rig.log(id))
          .extracting(entry -> entry.event().getClass().getSimpleName())
          .doesNotContain("SignalRequested", "KillRequested");
    }
  }

  @Test
  @Tag("C8")
  void whoHasControlAttendsItHoweverSilent() throws Exception {
    ExecutionId attended = begun("silently-attended", SOON);
    Claim claim = new Claim(seat(SESSION, "key:silent"), false, new StartFrom.OpenPlace());
    assertThat(await(rig.executions().take(attended, claim))).isInstanceOf(Taken.Yours.class);
    ExecutionId other = begun("left-later", SOON);
    attendedOnce(other, OTHER);

    rig.framesUpTo(kill(other));

    assertThat(rig.log(attended))
        .extracting(entry -> entry.event().getClass().getSimpleName())
        .contains("ControlTaken")
        .doesNotContain("SignalRequested", "KillRequested");
  }

  @Test
  @Tag("C8")
  void afterARestartItIsNotForgotten() throws Exception {
    ExecutionId id;
    try (Restarted former = rig.restarted()) {
      UnattendedRule later = new UnattendedRule.After(Duration.ofSeconds(1));
      id = begun(former.executions(), "over-a-restart", later);
      attendedOnce(former.executions(), id, SESSION);
    }

    await(rig.executions().state(id));

    Awaitility.await().atMost(LONG).until(() -> isKilled(id));
  }

  private boolean isKilled(ExecutionId id) throws Exception {
    return rig.log(id).stream().anyMatch(entry -> entry.event() instanceof Event.KillRequested);
  }

  private static GatewayFrame hup(ExecutionId id) {
    return new GatewayFrame.SendSignal(id, Signal.HUP);
  }

  private static GatewayFrame.Kill kill(ExecutionId id) {
    return new GatewayFrame.Kill(id);
  }
}
