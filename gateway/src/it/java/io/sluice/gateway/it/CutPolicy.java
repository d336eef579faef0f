package io.sluice.gateway.it;

/** Decides, for each WebSocket that is asked for, what becomes of it. Called by many threads. */
@FunctionalInterface
interface CutPolicy {
  /**
   * @param target path and query of the request
   * @param attempt how often this target was asked for, 1 the first time
   */
  Fate fate(String target, int attempt);
}
