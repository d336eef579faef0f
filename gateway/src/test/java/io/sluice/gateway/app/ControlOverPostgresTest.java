package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Attachments.StdinAnswer;
import io.sluice.gateway.execution.Attachments.Taken;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is asked of executions that run: input, its writer, a kill; over a real journal. */
@ExtendWith(ExecutionsRig.Shared.class)
class ControlOverPostgresTest {
  private final ExecutionsRig rig;

  ControlOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("I10")
  void inputWaitsWhileTheRunnerHasNoRoomForIt() throws Exception {
    ExecutionId id = rig.begun("stdin");
    Payload window = Payload.owning(new byte[LinkLimits.STDIN_WINDOW_BYTES]);
    assertThat(await(rig.executions().write(id, window))).isEqualTo(StdinAnswer.TAKEN);
    CompletableFuture<StdinAnswer> second =
        rig.executions().write(id, Payload.utf8("more")).toCompletableFuture();
    await(rig.executions().state(id));
    assertThat(second).isNotDone();

    rig.executions().tookStdin(id, new Offset(4), false);

    assertThat(await(second)).isEqualTo(StdinAnswer.TAKEN);
  }

  @Test
  @Tag("I3")
  @Tag("I6")
  void theEndOfInputFollowsWhatWasWrittenAndComesOnce() throws Exception {
    ExecutionId id = rig.begun("eof");

    await(rig.executions().write(id, Payload.utf8("abc")));
    await(rig.executions().write(id, Payload.EMPTY));
    await(rig.executions().endStdin(id));
    await(rig.executions().endStdin(id));
    StdinAnswer late = await(rig.executions().write(id, Payload.utf8("late")));
    await(rig.executions().control(id, new Control.Kill()));

    assertThat(late).isEqualTo(StdinAnswer.CLOSED);
    assertThat(rig.framesUpTo(new GatewayFrame.Kill(id)))
        .containsSubsequence(
            new GatewayFrame.Stdin(id, Offset.ZERO, Payload.utf8("abc")),
            new GatewayFrame.StdinEnd(id, new Offset(3)))
        .doesNotContain(new GatewayFrame.Stdin(id, new Offset(3), Payload.EMPTY))
        .filteredOn(frame -> frame instanceof GatewayFrame.StdinEnd)
        .hasSize(1);
  }

  @Test
  void onePlaceToWriteFromIsFreeAgainWhenItsSessionLeaves() throws Exception {
    ExecutionId id = rig.begun("controller");

    Taken first = await(rig.executions().takeControl(id, "a"));
    Taken second = await(rig.executions().takeControl(id, "b"));
    rig.executions().leave(id, "a");
    Taken third = await(rig.executions().takeControl(id, "b"));

    assertThat(List.of(first, second, third)).containsExactly(Taken.YOURS, Taken.BUSY, Taken.YOURS);
  }

  @Test
  @Tag("C2")
  void aKillIsAnsweredWhenItIsAFactAndReachesTheRunner() throws Exception {
    ExecutionId id = rig.begun("killed");

    ControlAnswer answer = await(rig.executions().control(id, new Control.Kill()));

    assertThat(answer).isEqualTo(new ControlAnswer.Done());
    assertThat(rig.framesUpTo(new GatewayFrame.Kill(id))).isNotEmpty();
    assertThat(rig.log(id).getLast().event()).isInstanceOf(Event.KillRequested.class);
  }
}
