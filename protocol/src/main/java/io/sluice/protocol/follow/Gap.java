package io.sluice.protocol.follow;

import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;

/**
 * Bytes of one channel that readers will not get (O18).
 *
 * @param range of the log within which they lay; nothing of it is left, so when both channels had
 *     bytes in it, each has a gap
 * @param channelBytes how many bytes of the channel lie before the end of the range
 */
public record Gap(Channel channel, ByteRange range, long channelBytes, Reason reason) {
  /** Why they are missing. */
  public enum Reason {
    /** They were removed from the log as a policy says. */
    TRIMMED
  }
}
