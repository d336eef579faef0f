package io.sluice.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simulation that finds nothing shows nothing: each mistake is found by the invariant it breaks.
 */
class MutantsTest {
  private static final long SEEDS = 500;

  record Mutant(Invariant breaks, String name, Supplier<Machines> machines) {
    Mutant(Invariant breaks, Machines machines) {
      this(breaks, machines.toString(), () -> machines);
    }

    @Override
    public String toString() {
      return name + " breaks " + breaks;
    }
  }

  static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(Invariant.NO_GAP, "ResumeFromSent", CursorMutants.ResumeFromSent::new),
        new Mutant(Invariant.NO_GAP, "HeldBytesCounted", CursorMutants.HeldBytesCounted::new),
        new Mutant(Invariant.NO_GAP, new Mutants.CursorOffBy(1)),
        new Mutant(Invariant.NO_GAP, new Mutants.EntryLostAtTheSeam()),
        new Mutant(Invariant.NO_REPEAT, new Mutants.CursorOffBy(-1)),
        new Mutant(Invariant.PREFIX_OF_WRITTEN, new Mutants.ReportsTakenTwice()),
        new Mutant(
            Invariant.EXIT_LAST, "OutputAfterTheExit", CursorMutants.OutputAfterTheExit::new),
        new Mutant(Invariant.EXIT_LAST, new Mutants.EndAtTheExit()),
        new Mutant(Invariant.EXIT_LAST, new Mutants.AttachNotJournaled()),
        new Mutant(Invariant.EXIT_AFTER_ACKNOWLEDGED, new Mutants.ExitUnacknowledged()),
        new Mutant(Invariant.ACKNOWLEDGED_IS_DURABLE, new Mutants.AcknowledgedBeforeTheCommit()),
        new Mutant(Invariant.WITHIN_WINDOW, new Mutants.WindowIgnored()),
        new Mutant(Invariant.WITHIN_WINDOW, new Mutants.ExitSentIsExitReceived()),
        new Mutant(Invariant.CHANNEL_ENDS_TOLD, new Mutants.ReadFromTheNextByte()),
        new Mutant(Invariant.ONE_CONTROLLER, new StdinMutants.FenceNotChecked()),
        new Mutant(Invariant.ONE_CONTROLLER, new StdinMutants.GenerationNotRaised()),
        new Mutant(Invariant.STDIN_ONCE, new StdinMutants.OverlapTaken()),
        new Mutant(Invariant.STDIN_ONCE, new StdinMutants.GapTaken()),
        new Mutant(Invariant.STDIN_ONCE, new StdinMutants.ResumedAtWritten()),
        new Mutant(Invariant.STDIN_ONCE, new StdinMutants.RepeatsGivenToTheProcess()),
        new Mutant(Invariant.STDIN_ONCE, new StdinMutants.EndGivenTwice()),
        new Mutant(Invariant.EVERYBODY_FINISHES, new StdinMutants.NotSentAgain()),
        new Mutant(Invariant.EVERYBODY_FINISHES, new Mutants.MarkForgotten()));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void eachMistakeIsFound(Mutant mutant) {
    long seed = 0;
    while (seed < SEEDS && !breaks(mutant, seed)) {
      seed++;
    }

    System.out.println(mutant + " at seed " + seed);
    assertThat(seed).as("%s in %d seeds", mutant, SEEDS).isLessThan(SEEDS);
  }

  private static boolean breaks(Mutant mutant, long seed) {
    try {
      World.run(seed, mutant.machines().get(), false);
      return false;
    } catch (Invariant.Broken broken) {
      return broken.invariant() == mutant.breaks();
    }
  }

  @Test
  void eachInvariantHasAMutant() {
    assertThat(mutants().map(Mutant::breaks)).contains(Invariant.values());
  }
}
