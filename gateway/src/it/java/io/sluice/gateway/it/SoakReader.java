package io.sluice.gateway.it;

import io.sluice.protocol.model.Channel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One consumer of one execution by one contract, over as many connections as it takes. */
interface SoakReader {
  /**
   * Reads until it has the exit.
   *
   * @throws AssertionError when what comes breaks the contract
   */
  Read read() throws Exception;

  /**
   * What a reader has at its end.
   *
   * @param channels the SHA-256 of each; empty when its contract does not tell them apart
   * @param merged the SHA-256 of the log in its order; null when its contract does not tell
   */
  record Read(Map<Channel, String> channels, @Nullable String merged, long bytes, int exitCode) {
    public Read {
      channels = Map.copyOf(channels);
    }
  }
}
