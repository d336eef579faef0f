package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import picocli.CommandLine.Option;

/** How often measurements take turns. */
public final class Rounds {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "of each comparison (default ${DEFAULT-VALUE})")
  private int rounds;

  /**
   * @param usual without the option
   */
  public Rounds(int usual) {
    this.rounds = usual;
  }

  public int count() throws UserFailure {
    return BenchCommand.positive("--rounds", rounds);
  }
}
