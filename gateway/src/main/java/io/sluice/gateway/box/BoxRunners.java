package io.sluice.gateway.box;

import io.sluice.protocol.model.BoxId;

/** The runners, as far as boxes concern them. */
public interface BoxRunners {
  /** Tells all of them: what is left in the box ends, also what ended commands left there. */
  void boxStopped(BoxId box);

  /** Tells all of them: what still runs in the box ends, and its directory is removed. */
  void boxRemoved(BoxId box);
}
