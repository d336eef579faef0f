package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bridge.bubblewrap.Bubblewrap;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.runner.Driver;
import io.sluice.protocol.runner.Driver.Home;
import io.sluice.protocol.runner.Driver.Launch;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** The bubblewrap driver on a directory of its own, with short bounds. */
final class SandboxRig implements AutoCloseable {
  /** "required" makes a missing bubblewrap a failure. */
  private static final String NEED = System.getProperty("sluice.test.bubblewrap", "where usable");

  final ProcessDriver process;
  final Driver driver;
  private final AtomicInteger ids = new AtomicInteger();

  private SandboxRig(ProcessDriver process, Driver driver) {
    this.process = process;
    this.driver = driver;
  }

  static SandboxRig open(Path state) throws IOException, InterruptedException {
    return open(state, List.of(Containment.values()));
  }

  /** Skips the test, and says why, where bubblewrap does not work. */
  static SandboxRig open(Path state, List<Containment> containments)
      throws IOException, InterruptedException {
    Bubblewrap sandbox =
        switch (Bubblewrap.find(System.getenv("PATH"))) {
          case Bubblewrap.Found.Usable(Bubblewrap usable) -> usable;
          case Bubblewrap.Found.Unusable(String why) -> {
            assertThat(NEED).as(why).isNotEqualTo("required");
            Assumptions.abort(why);
            throw new AssertionError(why);
          }
        };
    Map<String, String> environment =
        Map.of("PATH", System.getenv("PATH"), "HOME", "/root", "RUNNER_SECRET", "hidden");
    ProcessDriver process =
        ProcessDriver.open(
            new ProcessSettings(
                state, environment, Duration.ofMillis(300), Duration.ofMillis(1_000), containments),
            System::nanoTime);
    return new SandboxRig(process, process.within(sandbox));
  }

  Launch launch(CommandSpec command, Recorder recorder) {
    return launch(DriverRig.BOX, command, recorder);
  }

  Launch launch(BoxId box, CommandSpec command, Recorder recorder) {
    ExecutionId id = new ExecutionId("e" + ids.incrementAndGet());
    return driver.start(id, new Home(box, BoxLimits.NONE), command, recorder);
  }

  RunningProcess start(CommandSpec command, Recorder recorder) {
    Launch launch = launch(command, recorder);
    assertThat(launch).isInstanceOf(Launch.Running.class);
    return ((Launch.Running) launch).process();
  }

  /** Runs it to its end. */
  Recorder run(CommandSpec command) {
    Recorder recorder = new Recorder();
    start(command, recorder);
    return recorder.awaitEnd();
  }

  /** What a command that a signal ended has for a status: older kernels do not tell it. */
  static ExitStatus ended(int signal) {
    String[] kernel = System.getProperty("os.version").split("[.-]", 3);
    int version = Integer.parseInt(kernel[0]) * 1000 + Integer.parseInt(kernel[1]);
    return version >= 6015 ? new ExitStatus.Signalled(signal) : new ExitStatus.Code(128 + signal);
  }

  @Override
  public void close() {
    process.close();
  }
}
