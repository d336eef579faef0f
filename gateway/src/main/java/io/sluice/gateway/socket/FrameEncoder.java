package io.sluice.gateway.socket;

import io.sluice.protocol.model.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes a server's frames: never masked, no extension. One per connection, not thread-safe. */
public final class FrameEncoder {
  private static final int MAX_CONTROL_BYTES = 125;

  private boolean midMessage;

  /**
   * The bytes of the frame, which the caller owns.
   *
   * @throws IllegalStateException for a text inside a binary message
   * @throws IllegalArgumentException for a control frame over 125 bytes, or a code that may not be
   *     sent
   */
  public byte[] encode(SocketFrame frame) {
    return switch (frame) {
      case SocketFrame.Text(String text) -> text(text);
      case SocketFrame.Binary(Payload payload, boolean last) -> binary(payload, last);
      case SocketFrame.Ping(Payload payload) -> control(FrameHeader.PING, payload);
      case SocketFrame.Pong(Payload payload) -> control(FrameHeader.PONG, payload);
      case SocketFrame.Close(int code, String reason) ->
          control(FrameHeader.CLOSE, closing(code, reason));
    };
  }

  private byte[] text(String text) {
    if (midMessage) {
      throw new IllegalStateException("a text cannot stand inside a binary message");
    }
    return frame(FrameHeader.TEXT, true, Payload.utf8(text));
  }

  private byte[] binary(Payload payload, boolean last) {
    int opcode = midMessage ? FrameHeader.CONTINUATION : FrameHeader.BINARY;
    midMessage = !last;
    return frame(opcode, last, payload);
  }

  private static byte[] control(int opcode, Payload payload) {
    if (payload.size() > MAX_CONTROL_BYTES) {
      throw new IllegalArgumentException("a control frame carries at most 125 bytes");
    }
    return frame(opcode, true, payload);
  }

  /** The reason is cut, at a character, to what a control frame can carry. */
  private static Payload closing(int code, String reason) {
    if (code == CloseRules.NO_CODE) {
      return Payload.EMPTY;
    }
    if (!CloseRules.mayBeSent(code)) {
      throw new IllegalArgumentException("no such close code: " + code);
    }
    ByteBuffer body = ByteBuffer.allocate(MAX_CONTROL_BYTES).putShort((short) code);
    int index = 0;
    while (index < reason.length() && put(body, reason.codePointAt(index))) {
      index = reason.offsetByCodePoints(index, 1);
    }
    return Payload.copyOf(body.flip());
  }

  private static boolean put(ByteBuffer body, int codePoint) {
    byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    if (body.remaining() < bytes.length) {
      return false;
    }
    body.put(bytes);
    return true;
  }

  private static byte[] frame(int opcode, boolean last, Payload payload) {
    int size = payload.size();
    int headerSize = size < 126 ? 2 : size <= 0xffff ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(headerSize + size);
    frame.put((byte) (opcode | (last ? 0x80 : 0)));
    switch (headerSize) {
      case 2 -> frame.put((byte) size);
      case 4 -> frame.put((byte) 126).putShort((short) size);
      default -> frame.put((byte) 127).putLong(size);
    }
    payload.copyInto(frame.array(), headerSize);
    return frame.array();
  }
}
