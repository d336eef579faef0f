package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import picocli.CommandLine.Option;

/** How long something is measured. */
public final class Seconds {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "that count of each measurement (default ${DEFAULT-VALUE})")
  private int seconds;

  /**
   * @param usual without the option
   */
  public Seconds(int usual) {
    this.seconds = usual;
  }

  public int count() throws UserFailure {
    return BenchCommand.positive("--seconds", seconds);
  }
}
