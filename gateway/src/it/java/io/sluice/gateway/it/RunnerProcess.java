package io.sluice.gateway.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code sluice runner} of the built jar, in a process of its own. */
final class RunnerProcess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private RunnerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Has it dial there; its credential is the gateway's, its directory its own. */
  static RunnerProcess start(URI dialled, GatewayProcess gateway, Path data, String... options)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "runner",
                "--gateway",
                dialled.toString(),
                "--token-file",
                gateway.data().resolve("runner.token").toString(),
                "--data",
                data.toString()));
    arguments.addAll(List.of(options));
    List<String> line = GatewayProcess.line(arguments);
    Path log = Files.createTempFile("sluice-runner", ".log");
    log.toFile().deleteOnExit();
    return new RunnerProcess(
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  /** What it logged so far. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** Whether nothing is left of what it ran; its watchdog lives as long as it does. */
  boolean hasNothingLeft() {
    return process
        .descendants()
        .allMatch(left -> left.info().commandLine().orElse("").contains("sluice-watchdog"));
  }

  void killHard() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop, and waits for that. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the runner did not stop within a minute");
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
