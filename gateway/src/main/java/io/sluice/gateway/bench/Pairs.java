package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much is measured, and how often, where two measurements take turns. */
final class Pairs {
  private static final int USUAL_MIB = 256;
  private static final int USUAL_ROUNDS = 5;

  @Option(
      names = "--mib",
      paramLabel = "N",
      description = "output of one measurement (default ${DEFAULT-VALUE})")
  private int mib;

  @Mixin private final Rounds rounds;

  Pairs() {
    this(USUAL_MIB, USUAL_ROUNDS);
  }

  /** With what counts where an option is left out. */
  Pairs(int usualMib, int usualRounds) {
    this.mib = usualMib;
    this.rounds = new Rounds(usualRounds);
  }

  int mib() throws UserFailure {
    return BenchCommand.positive("--mib", mib);
  }

  int rounds() throws UserFailure {
    return rounds.count();
  }
}
