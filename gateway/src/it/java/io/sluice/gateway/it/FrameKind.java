package io.sluice.gateway.it;

import java.util.Arrays;

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

  /** The kind that a frame's first byte tells. */
  static FrameKind of(int firstByte) {
    return Arrays.stream(values()).filter(kind -> kind.begins(firstByte)).findFirst().orElseThrow();
  }

  int opcode() {
    return opcode;
  }

  boolean begins(int firstByte) {
    return (firstByte & 0x0f) == opcode;
  }
}
