package io.sluice.protocol.client;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes what an attachment brings, one call at a time and in order. The next bytes are read from
 * the socket only when a call returned, so a slow listener slows the gateway down and needs no
 * memory.
 */
public interface AttachListener {
  /** Takes everything and keeps nothing, for who only wants to know the end. */
  static AttachListener discarding() {
    return new AttachListener() {
      @Override
      public boolean output(Channel channel, Offset at, ByteBuffer bytes) {
        return true;
      }

      @Override
      public void problem(String code, String message) {}
    };
  }

  /**
   * Takes bytes that are valid during the call only.
   *
   * @param at the offset of the first one, counted from where the attachment began
   * @return whether to go on; false ends the attachment as {@link AttachEnd.Left}
   * @throws IOException when they cannot be taken; it ends the attachment
   */
  boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException;

  /** The gateway refused something or has something to tell; the attachment goes on. */
  void problem(String code, String message);
}
