package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose commands are confined. */
class DriverIT {
  /** "required" makes a missing bubblewrap a failure. */
  private static final boolean REQUIRED =
      System.getProperty("sluice.test.bubblewrap", "").equals("required");

  @TempDir Path data;

  @Test
  @Tag("C19")
  void commandsAreConfinedAndTheStopOfTheirBoxEndsWhatTheyLeft() throws Exception {
    Assumptions.assumeTrue(REQUIRED || isInstalled(), "bwrap is not installed");
    try (Rig rig = Rig.start(data, "--driver", "bubblewrap")) {
      String id =
          rig.exec("pwd; ls -d " + data + "; sleep 86399 >/dev/null 2>&1 </dev/null & exit 7");
      Watched.Result result = Watched.of(rig.client(), id);
      boolean livedOn = isSomebodyAsleep();

      rig.client().stopBox(rig.box());

      assertThat(result.stdout()).isEqualTo("/box\n");
      assertThat(result.stderr()).contains("No such file");
      assertThat(rig.client().execution(id).exitCode()).isEqualTo(7);
      assertThat(livedOn).isTrue();
      Awaitility.await().atMost(Rig.LONG).until(() -> !isSomebodyAsleep());
    }
  }

  private static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "bwrap")));
  }

  private static boolean isSomebodyAsleep() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().arguments().map(List::of).orElse(List.of()))
        .anyMatch(arguments -> arguments.equals(List.of("86399")));
  }
}
