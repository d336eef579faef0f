package io.sluice.gateway.it;

import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The fates of one reader's connections. Its seed is its own, so they are the same whatever the
 * other readers do.
 */
final class CutScript {
  private static final Fate.How[] WAYS = {
    Fate.How.RESET, Fate.How.RESET, Fate.How.FINISH, Fate.How.FINISH, Fate.How.HALF_RESET
  };

  private final Random random;
  private final CutKind.Wire wire;
  private final SoakTally tally;
  private int cutsLeft;
  private @Nullable CutKind planned;
  private @Nullable CutKind happened;

  /**
   * @param cuts after so many connections all pass
   */
  CutScript(long seed, int cuts, CutKind.Wire wire, SoakTally tally) {
    this.random = new Random(seed);
    this.cutsLeft = cuts;
    this.wire = wire;
    this.tally = tally;
  }

  /** What becomes of the next connection. */
  synchronized Fate next() {
    count();
    if (cutsLeft == 0) {
      planned = null;
      return new Fate.Pass();
    }
    cutsLeft--;
    planned = wire.any(random);
    return new Fate.Cut(planned.point(random, wire), WAYS[random.nextInt(WAYS.length)]);
  }

  /** The proxy broke the connection as planned. */
  synchronized void cut(Fate.How how) {
    happened = planned;
    if (happened != null) {
      tally.cut(happened, how);
    }
  }

  /**
   * The reader had not got everything when its connection ended so: the cut counts.
   *
   * @throws AssertionError when there was none, so the gateway broke the connection
   */
  synchronized void cameBack(IOException how) {
    if (happened == null) {
      throw new AssertionError("a connection ended early that nobody cut", how);
    }
    count();
  }

  private void count() {
    if (happened != null) {
      tally.countsAsUnfinished(happened);
      happened = null;
    }
  }
}
