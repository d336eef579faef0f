package io.sluice.protocol.wire;

import io.sluice.protocol.model.Signal;

/** The signals that a client may send. */
final class Signals {
  private Signals() {}

  static Signal allowed(int number) {
    return Signal.ofNumber(number)
        .filter(signal -> signal != Signal.KILL)
        .orElseThrow(() -> WireFault.invalid("signal must be one of 1, 2, 3, 6, 10, 12, 15, 28"));
  }
}
