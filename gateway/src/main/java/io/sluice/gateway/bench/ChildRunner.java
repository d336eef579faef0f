package io.sluice.gateway.bench;

import io.sluice.gateway.cli.DataDirectory;
import io.sluice.gateway.cli.LaunchLine;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A runner in a process of its own, for a {@link ChildGateway} that has none. */
final class ChildRunner implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(60);

  private final ChildProcess process;

  private ChildRunner(ChildProcess process) {
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
          ChildProcess.start(
              new ProcessBuilder(line), gateway.scratch().resolve("runner.log"), STOP));
    } catch (IOException failed) {
      throw new UserFailure("cannot start a runner to measure: " + failed.getMessage(), failed);
    }
  }

  /** Ends what it runs. */
  @Override
  public void close() {
    process.close();
  }
}
