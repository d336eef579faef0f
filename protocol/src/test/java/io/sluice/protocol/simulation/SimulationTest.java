package io.sluice.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the machines through many seeds: 500, or as {@code -Dsluice.simulation.seeds} says. */
class SimulationTest {
  private static final long SEEDS = Long.getLong("sluice.simulation.seeds", 500);

  @Test
  @Tag("I5")
  @Tag("I7")
  @Tag("I12")
  @Tag("O1")
  @Tag("O5")
  @Tag("O8")
  @Tag("O14")
  @Tag("O16")
  @Tag("O33")
  @Tag("O35")
  void underCutsAndCrashesEveryInvariantHolds() {
    Fault.Counts faults = new Fault.Counts();
    for (long seed = 0; seed < SEEDS; seed++) {
      faults.addAll(run(seed).faults());
    }

    System.out.println("Faults in " + SEEDS + " seeds: " + faults.all());
    assertThat(faults.all())
        .allSatisfy((fault, count) -> assertThat(count).as("%s", fault).isPositive());
  }

  /** A seed that fails is run again, to write its script. */
  private static World.Outcome run(long seed) {
    try {
      return World.run(seed, Machines.PRODUCTION, false);
    } catch (Invariant.Broken _) {
      return World.run(seed, Machines.PRODUCTION, true);
    }
  }

  @Test
  void theSameSeedGivesTheSameScript() {
    for (long seed = 0; seed < 5; seed++) {
      List<String> first = World.run(seed, Machines.PRODUCTION, true).script();
      List<String> second = World.run(seed, Machines.PRODUCTION, true).script();

      assertThat(second).isEqualTo(first).isNotEmpty();
    }
  }

  @Test
  void aFailureNamesItsSeedAndTellsItsScript() {
    Machines mistaken = new Mutants.WindowIgnored();

    assertThatThrownBy(() -> World.run(1, mistaken, true))
        .isInstanceOf(Invariant.Broken.class)
        .hasMessageStartingWith("WITHIN_WINDOW")
        .hasMessageContainingAll("; seed 1\n", "\n0 the runner begins\n");
  }
}
