package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import picocli.CommandLine.Option;

/** How much is measured, and how often, where two measurements take turns. */
final class Pairs {
  @Option(
      names = "--mib",
      paramLabel = "N",
      description = "output of one measurement (default ${DEFAULT-VALUE})")
  private int mib = 256;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "pairs of measurements (default ${DEFAULT-VALUE})")
  private int rounds = 5;

  int mib() throws UserFailure {
    return BenchCommand.positive("--mib", mib);
  }

  int rounds() throws UserFailure {
    return BenchCommand.positive("--rounds", rounds);
  }
}
