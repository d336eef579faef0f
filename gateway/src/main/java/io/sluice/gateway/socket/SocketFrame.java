package io.sluice.gateway.socket;

import io.sluice.protocol.model.Payload;

/** One WebSocket frame, unmasked; a message too big to assemble comes in parts. */
public sealed interface SocketFrame {
  /** A whole text message. */
  record Text(String text) implements SocketFrame {}

  /**
   * A binary message, or a part of one.
   *
   * @param last whether the message ends with it; always true where messages are assembled
   */
  record Binary(Payload payload, boolean last) implements SocketFrame {}

  /** At most 125 bytes, to be echoed. */
  record Ping(Payload payload) implements SocketFrame {}

  /** The echo. */
  record Pong(Payload payload) implements SocketFrame {}

  /**
   * The last frame of a direction.
   *
   * @param code 1000 to 4999; 1005 when the peer gave none
   */
  record Close(int code, String reason) implements SocketFrame {}
}
