package io.sluice.gateway.it;

/** Finds the point of a cut in the bytes of a server. Not safe for several threads. */
sealed interface PointScanner permits CutScanner, ChunkScanner {
  boolean isReached();

  /** How many of the first {@code count} bytes come before the point. */
  int pass(byte[] bytes, int count);
}
