package io.sluice.gateway.runner;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why runners were refused last: one that dials again and again with the same fault is told each
 * time, and noted once. Safe for threads.
 */
final class Refusals {
  private static final int MOST = 1_000;

  private final Map<String, String> last = new LinkedHashMap<>();

  /** Whether it was not for this that this runner was refused last. */
  synchronized boolean isNew(String runner, String why) {
    boolean known = why.equals(last.put(runner, why));
    if (last.size() > MOST) {
      last.remove(last.keySet().iterator().next());
    }
    return !known;
  }

  /** It was welcomed. */
  synchronized void forget(String runner) {
    last.remove(runner);
  }
}
