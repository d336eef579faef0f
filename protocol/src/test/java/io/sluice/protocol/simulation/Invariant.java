package io.sluice.protocol.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds after each step. */
enum Invariant {
  /** No byte is passed over. */
  NO_GAP,
  /** A consumer with offsets gets no byte twice. */
  NO_REPEAT,
  /** Journal and consumers have what the process wrote, from its first byte on. */
  PREFIX_OF_WRITTEN,
  /** The exit comes after all output, and nothing after it. */
  EXIT_LAST,
  /** The exit leaves only when all that was sent on its connection was acknowledged there. */
  EXIT_AFTER_ACKNOWLEDGED,
  /** What the runner may forget and what a consumer has seen is in the journal. */
  ACKNOWLEDGED_IS_DURABLE,
  /** What is unacknowledged on a connection, and so what a cut repeats, is bounded. */
  WITHIN_WINDOW,
  /** Consumers with offsets hear of the end of each of their channels. */
  CHANNEL_ENDS_TOLD,
  /** Of several that think to have control, input is taken from the last only. */
  ONE_CONTROLLER,
  /** The process reads what each writer wrote from its first byte on, once, and one end of it. */
  STDIN_ONCE,
  /** When faults are over, everybody gets everything. */
  EVERYBODY_FINISHES;

  /** One of them is broken. */
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    private final Invariant invariant;

    Broken(Invariant invariant, String how, @Nullable Throwable cause) {
      super(invariant + ": " + how, cause);
      this.invariant = invariant;
    }

    /** With the seed and the script of the run. */
    Broken(Broken broken, long seed, List<String> script) {
      super(broken.getMessage() + "; seed " + seed + "\n" + String.join("\n", script), broken);
      this.invariant = broken.invariant;
    }

    Invariant invariant() {
      return invariant;
    }
  }

  Broken broken(String how) {
    return new Broken(this, how, null);
  }
}
