package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Consumers of every contract over real sockets that break at random places, until enough of the
 * cuts have hit a delivery that was not finished. By hand: {@code -Dsluice.soak.cuts=10000}, and
 * {@code -Dsluice.soak.seed} for the same cuts again.
 */
@ExtendWith(Rig.Shared.class)
class SoakIT {
  private static final int CUTS = Integer.getInteger("sluice.soak.cuts", 300);

  private final Rig rig;

  SoakIT(Rig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("O1")
  @Tag("O5")
  @Tag("O8")
  @Tag("O14")
  @Tag("O16")
  @Tag("O25")
  @Tag("O26")
  @Tag("C21")
  @Timeout(3600)
  void whereverConnectionsBreakNothingIsLostAndNothingRepeatedThatHasAnOffset(
      @TempDir Path directory) throws Exception {
    long seed = Long.getLong("sluice.soak.seed", new Random().nextLong());
    System.out.println("soak with -Dsluice.soak.seed=" + seed);
    SoakTally tally = new SoakTally();
    Random seeds = new Random(seed);
    try {
      while (tally.unfinished() < CUTS) {
        new SoakRound(rig, tally, seeds.nextLong()).run(directory);
      }
    } catch (Exception | AssertionError failed) {
      System.out.println("the gateway logged:\n" + rig.gateway().log());
      throw failed;
    } finally {
      System.out.println(tally);
    }

    assertThat(tally.missing()).isEmpty();
  }
}
