package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static io.sluice.gateway.app.ExecutionsRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.GatewayFrame;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A runner that breaks the contract harms the execution concerned and no other. */
@ExtendWith(SharedRig.class)
class MisbehavingRunnerTest {
  private final ExecutionsRig rig;

  MisbehavingRunnerTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  private State.Ended end(ExecutionId id) throws Exception {
    return (State.Ended) await(rig.executions().awaitEnd(id, LONG));
  }

  private void requireThatItGoesOn(ExecutionId neighbour) throws Exception {
    rig.report(neighbour, output(1, "fine"));
    rig.end(neighbour, 2);

    assertThat(end(neighbour).outcome().reason()).isEqualTo(EndReason.EXITED);
    assertThat(text(rig.log(neighbour))).isEqualTo("fine");
  }

  @Test
  @Tag("O2")
  void reportsOutOfSequenceEndItAsLostWithWhatCameBeforeAndItsRunnerIsToldToEndIt()
      throws Exception {
    ExecutionId id = rig.begun("out-of-sequence");
    ExecutionId neighbour = rig.begun("beside-out-of-sequence");

    rig.report(id, output(1, "first"));
    rig.report(id, output(3, "third"));
    State.Ended ended = end(id);

    assertThat(ended.outcome().reason()).isEqualTo(EndReason.LOST);
    assertThat(ended.outcome().complete()).isFalse();
    assertThat(text(rig.log(id))).isEqualTo("first");
    assertThat(rig.framesUpTo(new GatewayFrame.Kill(id))).isNotEmpty();
    requireThatItGoesOn(neighbour);
  }

  @Test
  @Tag("O34")
  void whatARunnerTellsOfAnExecutionThatIsNotItsOwnIsNotTaken() throws Exception {
    ExecutionId id = rig.begun("of-another");
    TestProbe<ToRunner> frames = TestProbe.create(rig.system());
    Assignment other = new Assignment(new RunnerId("thief"), new Incarnation("i9"));

    rig.executions()
        .reported(new RunnerLink(other, frames.getRef()), id, List.of(output(1, "forged")));
    rig.report(id, output(1, "true"));
    rig.end(id, 2);

    assertThat(end(id).outcome().reason()).isEqualTo(EndReason.EXITED);
    assertThat(text(rig.log(id))).isEqualTo("true");
  }

  @Test
  @Tag("L9")
  void anExitBeforeItsOutputEndsNothingUntilBothChannelsHaveEnded() throws Exception {
    ExecutionId id = rig.begun("exit-first");

    rig.report(id, new Report.Exited(1, 20, new ExitStatus.Code(4), false));
    rig.report(id, output(2, "late"));
    rig.report(id, new Report.ChannelEnded(3, Channel.STDERR, 20, ChannelEnding.COMPLETE));
    rig.report(id, output(4, "r"));
    rig.report(id, new Report.ChannelEnded(5, Channel.STDOUT, 20, ChannelEnding.COMPLETE));

    assertThat(end(id).outcome().status()).isEqualTo(new ExitStatus.Code(4));
    assertThat(text(rig.log(id))).isEqualTo("later");
  }
}
