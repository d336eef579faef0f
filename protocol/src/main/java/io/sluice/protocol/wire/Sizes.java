package io.sluice.protocol.wire;

import io.sluice.protocol.model.TerminalSize;

/** Sizes of terminals, as bodies and frames carry them. */
final class Sizes {
  private static final int MAX = 65_535;

  private Sizes() {}

  static TerminalSize take(Fields fields) {
    int columns = fields.requiredInteger("cols", 1, MAX);
    int rows = fields.requiredInteger("rows", 1, MAX);
    return new TerminalSize(columns, rows);
  }
}
