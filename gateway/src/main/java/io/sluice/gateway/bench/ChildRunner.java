package io.sluice.gateway.bench;

import io.sluice.gateway.cli.DataDirectory;
import io.sluice.gateway.cli.LaunchLine;
import io.sluice.gateway.cli.UserFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A runner in a process of its own, for a {@link ChildGateway} that has none. */
final class ChildRunner implements AutoCloseable {
  private static final long STOP_SECONDS = 60;

  private final Process process;

  private ChildRunner(Process process) {
    this.process = process;
  }

  /** Begins to dial; its directory is the gateway's to remove. */
  static ChildRunner start(ChildGateway gateway, int capacity) throws UserFailure {
    Path token = new DataDirectory(gateway.data()).runnerToken();
    List<String> line = new ArrayList<>(LaunchLine.ofThisProcess());
    line.addAll(List.of("runner", "--gateway", gateway.access().url().toString()));
    line.addAll(List.of("--token-file", token.toString(), "--capacity", "" + capacity));
    line.addAll(List.of("--data", gateway.scratch().resolve("runner").toString()));
    try {
      return new ChildRunner(
          new ProcessBuilder(line)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(gateway.scratch().resolve("runner.log").toFile())
              .redirectErrorStream(true)
              .start());
    } catch (IOException failed) {
      throw new UserFailure("cannot start a runner to measure: " + failed.getMessage(), failed);
    }
  }

  /** Ends what it runs. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
