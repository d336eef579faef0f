package io.sluice.gateway.it;

import java.util.List;
import java.util.Random;

/**
 * Cuts the first connections to each target at random points. The same seed gives the same fates,
 * dealt in the order in which the connections come.
 */
final class SeededCuts implements CutPolicy {
  /** Points among frames are within the first so many. */
  private static final int FRAMES = 16;

  private final Random random;
  private final int cutsPerTarget;
  private final int maxBytes;
  private final List<Fate.How> ways;

  /**
   * @param maxBytes points counted in bytes are at most here
   * @param ways those that happen, each as likely as the others
   */
  SeededCuts(long seed, int cutsPerTarget, int maxBytes, List<Fate.How> ways) {
    this.random = new Random(seed);
    this.cutsPerTarget = cutsPerTarget;
    this.maxBytes = maxBytes;
    this.ways = List.copyOf(ways);
  }

  @Override
  public synchronized Fate fate(String target, int attempt) {
    if (attempt > cutsPerTarget) {
      return new Fate.Pass();
    }
    return new Fate.Cut(point(), ways.get(random.nextInt(ways.size())));
  }

  private Fate.Point point() {
    return switch (random.nextInt(6)) {
      case 0 -> new Fate.Point.AfterHandshake();
      case 1 -> new Fate.Point.AfterFrame(FrameKind.BINARY, 1 + random.nextInt(FRAMES));
      case 2 -> new Fate.Point.BeforeFrame(FrameKind.PING, 1 + random.nextInt(FRAMES));
      case 3 -> new Fate.Point.BeforeFrame(FrameKind.TEXT, 1);
      case 4 -> new Fate.Point.BeforeFrame(FrameKind.CLOSE, 1);
      default -> new Fate.Point.AfterBytes(1L + random.nextInt(maxBytes));
    };
  }
}
