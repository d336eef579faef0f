package io.sluice.gateway.it;

/** What a WebSocket frame is, by its opcode (RFC 6455, section 5.2). */
enum FrameKind {
  CONTINUATION(0),
  TEXT(1),
  BINARY(2),
  CLOSE(8),
  PING(9),
  PONG(10);

  private final int opcode;

  FrameKind(int opcode) {
    this.opcode = opcode;
  }

  boolean begins(int firstByte) {
    return (firstByte & 0x0f) == opcode;
  }
}
