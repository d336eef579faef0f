package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.runner.Driver.Home;
import io.sluice.protocol.runner.Driver.Launch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that the kernel holds, where it does. */
class BoxLimitsTest {
  private static final BoxId SMALL = new BoxId("small");

  @TempDir Path state;
  private DriverRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new DriverRig(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whoTakesMoreMemoryThanTheBoxHasIsEnded() {
    assumeEnforced("memory");

    Recorder ended = run(new BoxLimits(32, null, null), "exec head -c 200m /dev/zero | tail");

    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(137));
  }

  @Test
  void aBoxHasNoMoreProcessesThanItMay() {
    assumeEnforced("pids");

    Recorder ended =
        run(
            new BoxLimits(null, null, 4),
            "for i in 1 2 3 4 5 6 7 8; do sleep 300 & done; echo all; kill -9 0");

    assertThat(ended.text(Channel.STDERR)).containsIgnoringCase("fork");
  }

  @Test
  void theLimitIsTheBoxesAndNotOfEachExecution() {
    assumeEnforced("pids");
    BoxLimits few = new BoxLimits(null, null, 10);
    run(few, "for i in 1 2 3 4 5 6; do sleep 300 </dev/null >/dev/null 2>&1 & done; exit 0");

    Recorder second = run(few, "for i in 1 2 3 4 5 6; do sleep 300 & done");
    rig.driver.stopBox(SMALL);
    Recorder third = run(few, "sleep 0 & sleep 0 & sleep 0 & wait; echo room");

    assertThat(second.text(Channel.STDERR)).containsIgnoringCase("fork");
    assertThat(third.text(Channel.STDOUT)).isEqualTo("room\n");
  }

  private void assumeEnforced(String what) {
    Assumptions.assumeTrue(
        rig.driver.enforcedLimits().contains(what), what + " of a box is not limited here");
  }

  private int runs;

  private Recorder run(BoxLimits limits, String script) {
    Recorder recorder = new Recorder();
    Launch launch =
        rig.driver.start(
            new ExecutionId("limited" + ++runs), new Home(SMALL, limits), shell(script), recorder);
    assertThat(launch).isInstanceOf(Launch.Running.class);
    return recorder.awaitEnd();
  }
}
