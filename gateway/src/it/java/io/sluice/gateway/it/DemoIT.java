package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a newcomer watches, only shorter. */
@ExtendWith(Rig.Shared.class)
class DemoIT {
  private final Rig rig;

  DemoIT(Rig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("O9")
  @Tag("O16")
  @Timeout(120)
  void theDemoShowsACutAPreemptionAndThatNothingWasLost() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(GatewayProcess.line(List.of("demo", "--lines", "12")));
    builder.environment().put("SLUICE_DATA", rig.gateway().data().toString());
    builder.environment().remove("SLUICE_URL");
    Process demo = builder.redirectErrorStream(true).start();

    String said = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(demo.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("the line of A is cut")
        .contains("A came back by itself")
        .contains("A is told that")
        .contains("exit 7, the last of all")
        .contains("nothing was lost");
  }
}
