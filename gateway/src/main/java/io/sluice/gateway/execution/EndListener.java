package io.sluice.gateway.execution;

import io.sluice.protocol.execution.State;

/** Hears of ends after they are journaled; may hear of the same one again. Must not block. */
public interface EndListener {
  void ended(State.Ended state);
}
