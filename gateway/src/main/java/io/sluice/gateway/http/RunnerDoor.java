package io.sluice.gateway.http;

import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.socket.SocketLimits;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/**
 * Where runners come in.
 *
 * @param limits what they may send
 * @param sessions makes the session of one connection whose credential was checked
 */
public record RunnerDoor(
    SocketLimits limits, Supplier<Flow<SocketFrame, SocketFrame, NotUsed>> sessions) {}
