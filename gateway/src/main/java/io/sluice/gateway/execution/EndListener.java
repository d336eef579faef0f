package io.sluice.gateway.execution;

import io.sluice.protocol.execution.State;

/**
 * Hears of ends after they are journaled, and again when output was removed since; may hear of the
 * same one more often. Must not block.
 */
public interface EndListener {
  void ended(State.Ended state);
}
