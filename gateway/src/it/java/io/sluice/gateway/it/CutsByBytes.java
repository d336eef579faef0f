package io.sluice.gateway.it;

import java.util.List;
import java.util.Random;

/**
 * Cuts the first connection to each target after a random number of bytes, however they are framed:
 * whoever reads more than that is cut for sure. The same seed gives the same fates.
 */
final class CutsByBytes implements CutPolicy {
  private final Random random;
  private final int maxBytes;
  private final List<Fate.How> ways;

  CutsByBytes(long seed, int maxBytes, List<Fate.How> ways) {
    this.random = new Random(seed);
    this.maxBytes = maxBytes;
    this.ways = List.copyOf(ways);
  }

  @Override
  public synchronized Fate fate(String target, int attempt) {
    return attempt > 1
        ? new Fate.Pass()
        : new Fate.Cut(
            new Fate.Point.AfterBytes(1L + random.nextInt(maxBytes)),
            ways.get(random.nextInt(ways.size())));
  }
}
