package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.runner.Driver.Home;
import io.sluice.protocol.runner.Driver.Launch;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver on a directory of its own, with short bounds. */
final class DriverRig implements AutoCloseable {
  static final BoxId BOX = new BoxId("box");

  final ProcessDriver driver;
  private final AtomicInteger ids = new AtomicInteger();

  DriverRig(Path state) throws IOException {
    this(state, Duration.ofMillis(300), Duration.ofMillis(1_000));
  }

  DriverRig(Path state, Duration drainBound, Duration termGrace) throws IOException {
    this(state, drainBound, termGrace, List.of(Containment.values()));
  }

  DriverRig(Path state, Duration drainBound, Duration termGrace, List<Containment> containments)
      throws IOException {
    Map<String, String> environment =
        Map.of("PATH", System.getenv("PATH"), "LC_TEST", "kept", "RUNNER_SECRET", "hidden");
    driver =
        ProcessDriver.open(
            new ProcessSettings(state, environment, drainBound, termGrace, containments),
            System::nanoTime);
  }

  static DriverRig with(Path state, Way way) throws IOException {
    return new DriverRig(
        state, Duration.ofMillis(300), Duration.ofMillis(1_000), way.containments());
  }

  Launch launch(CommandSpec command, Recorder recorder) {
    ExecutionId id = new ExecutionId("e" + ids.incrementAndGet());
    return driver.start(id, new Home(BOX, BoxLimits.NONE), command, recorder);
  }

  RunningProcess start(CommandSpec command, Recorder recorder) {
    Launch launch = launch(command, recorder);
    assertThat(launch).isInstanceOf(Launch.Running.class);
    return ((Launch.Running) launch).process();
  }

  void startIn(BoxId box, String script, Recorder recorder) {
    ExecutionId id = new ExecutionId("e" + ids.incrementAndGet());
    Home home = new Home(box, BoxLimits.NONE);
    assertThat(driver.start(id, home, Commands.shell(script), recorder))
        .isInstanceOf(Launch.Running.class);
  }

  /** Runs it to its end. */
  Recorder run(CommandSpec command) {
    Recorder recorder = new Recorder();
    start(command, recorder);
    return recorder.awaitEnd();
  }

  @Override
  public void close() {
    driver.close();
  }
}
