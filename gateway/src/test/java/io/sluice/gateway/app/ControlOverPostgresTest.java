package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is asked of executions that run: input, its writer, a kill; over a real journal. */
@ExtendWith(SharedRig.class)
class ControlOverPostgresTest {
  private final ExecutionsRig rig;

  ControlOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("I10")
  void inputWithoutOffsetsIsSpooledAndWaitsWhenTheSpoolIsFull() throws Exception {
    ExecutionId id = rig.controlled("stdin");
    Payload part = Payload.owning(new byte[LinkLimits.STDIN_WINDOW_BYTES]);
    for (int parts = 0; parts < 16; parts++) {
      assertThat(await(rig.executions().write(id, SESSION, part)))
          .isEqualTo(new StdinAnswer.Taken());
    }
    CompletableFuture<StdinAnswer> more =
        rig.executions().write(id, SESSION, Payload.utf8("more")).toCompletableFuture();
    await(rig.executions().state(id));
    assertThat(more).isNotDone();

    rig.executions().tookStdin(rig.by(), id, new StdinOffset(4), false);

    assertThat(await(more)).isEqualTo(new StdinAnswer.Taken());
  }

  @Test
  @Tag("I3")
  @Tag("I6")
  void theEndOfInputFollowsWhatWasWrittenAndComesOnce() throws Exception {
    ExecutionId id = rig.controlled("eof");

    await(rig.executions().write(id, SESSION, Payload.utf8("abc")));
    await(rig.executions().write(id, SESSION, Payload.EMPTY));
    await(rig.executions().endStdin(id, SESSION));
    await(rig.executions().endStdin(id, SESSION));
    StdinAnswer late = await(rig.executions().write(id, SESSION, Payload.utf8("late")));
    await(rig.executions().control(id, new By.Operator(), new Control.Kill()));

    assertThat(late).isEqualTo(new StdinAnswer.Closed());
    assertThat(rig.framesUpTo(new GatewayFrame.Kill(id)))
        .containsSubsequence(
            new GatewayFrame.Stdin(id, StdinOffset.ZERO, Payload.utf8("abc")),
            new GatewayFrame.StdinEnd(id, new StdinOffset(3)))
        .doesNotContain(new GatewayFrame.Stdin(id, new StdinOffset(3), Payload.EMPTY))
        .filteredOn(frame -> frame instanceof GatewayFrame.StdinEnd)
        .hasSize(1);
  }

  @Test
  @Tag("C2")
  void aKillIsAnsweredWhenItIsAFactAndReachesTheRunner() throws Exception {
    ExecutionId id = rig.begun("killed");

    ControlAnswer answer =
        await(rig.executions().control(id, new By.Operator(), new Control.Kill()));

    assertThat(answer).isEqualTo(new ControlAnswer.Done());
    assertThat(rig.framesUpTo(new GatewayFrame.Kill(id))).isNotEmpty();
    assertThat(rig.log(id).getLast().event()).isInstanceOf(Event.KillRequested.class);
  }
}
