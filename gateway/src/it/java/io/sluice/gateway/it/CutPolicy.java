package io.sluice.gateway.it;

/** Decides, for each connection, what becomes of it. Called by many threads. */
@FunctionalInterface
interface CutPolicy {
  /**
   * Of a WebSocket.
   *
   * @param target path and query of the request
   * @param attempt how often this target was asked for, 1 the first time
   */
  Fate fate(String target, int attempt);

  /** Of the first answer over a connection that asked for no WebSocket. */
  default Fate answer(String target) {
    return new Fate.Pass();
  }

  /** Told when the point was reached and the connection broken. */
  default void happened(String target, Fate.Cut cut) {}
}
