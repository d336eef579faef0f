package io.sluice.bridge.process;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reaps orphans that came to this process and died. Whoever else in it waits for a child, as Java
 * does for what it starts, waits in the kernel, which gives the exit away in the moment that it
 * happens. So a dead child of nobody's that is still there after a while is waited for by nobody.
 */
final class Orphans {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Dead children that may have an owner, and when they were first seen. */
  private Map<ProcessEntry, Long> suspects = Map.of();

  private long quietUntilNanos;
  private boolean quiet;

  /** Whether it is worth to look through the process table. */
  boolean isDue(long nowNanos) {
    boolean resting = quiet && nowNanos - quietUntilNanos < 0;
    return !resting && Children.anyIsDead();
  }

  void reap(Census census, long nowNanos) {
    boolean acted = false;
    Map<ProcessEntry, Long> still = new HashMap<>();
    for (ProcessEntry dead : census.deadChildren()) {
      if (OwnChildren.contains(dead.pid())) {
        continue;
      }
      long since = suspects.getOrDefault(dead, nowNanos);
      // Nobody but a driver's child opens the session that such a child leads.
      if (OwnChildren.contains(dead.session()) || nowNanos - since >= PATIENCE_NANOS) {
        OwnChildren.reapUnlessOwn(dead.pid());
      } else {
        still.put(dead, since);
      }
      acted = true;
    }
    suspects = still;
    // A driver's own child may stay dead for long, while its output is held back.
    quiet = !acted;
    quietUntilNanos = nowNanos + QUIET_NANOS;
  }
}
