package io.sluice.protocol.client;

import java.io.IOException;

/**
 * Takes the items of a stream, one call at a time and in order; a slow one slows its own connection
 * down and needs no memory. What it took is acknowledged after the call.
 */
public interface StreamListener {
  /**
   * @return whether to go on; false ends the stream as {@link StreamEnd.Left}
   * @throws IOException when it cannot be taken; it ends the stream
   */
  boolean take(StreamItem item) throws IOException;
}
