package io.sluice.protocol.follow;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.Offset;

/**
 * One channel is over.
 *
 * @param offset where in the log that was
 * @param bytes all that the channel had
 */
public record ChannelEnd(Channel channel, Offset offset, long bytes, ChannelEnding ending) {}
