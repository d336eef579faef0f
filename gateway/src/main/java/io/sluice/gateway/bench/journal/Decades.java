package io.sluice.gateway.bench.journal;

import java.util.Arrays;

/**
 * A scale of powers of ten.
 *
 * @param from the power at the bottom
 * @param to the power at the top, greater
 */
record Decades(int from, int to) {
  /** One that holds all of these, which are positive. */
  static Decades of(double... values) {
    double least = Arrays.stream(values).min().orElse(1);
    double most = Arrays.stream(values).max().orElse(1);
    int from = (int) Math.floor(Math.log10(least));
    return new Decades(from, Math.max(from + 1, (int) Math.ceil(Math.log10(most))));
  }

  /** How far above the bottom the value is, when the whole scale is so high. */
  int height(double value, int whole) {
    double share = (Math.log10(value) - from) / (to - from);
    return (int) Math.round(Math.clamp(share, 0, 1) * whole);
  }
}
