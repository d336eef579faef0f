package io.sluice.gateway.socket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames as a client sends them, good ones and bad ones. */
public final class ClientFrames {
  private static final int MASK = 0x1234abcd;

  private ClientFrames() {}

  public static byte[] text(String text) {
    return masked(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] binary(byte[] payload) {
    return masked(0x82, payload);
  }

  public static byte[] ping(String payload) {
    return masked(0x89, payload.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] body = ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
    return masked(0x88, body);
  }

  /** Any first byte, with a mask and the shortest length there is. */
  public static byte[] masked(int firstByte, byte[] payload) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) firstByte);
    if (payload.length < 126) {
      head.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xffff) {
      head.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      head.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    head.putInt(MASK).flip();
    ByteBuffer frame = ByteBuffer.allocate(head.remaining() + payload.length).put(head);
    byte[] mask = ByteBuffer.allocate(4).putInt(MASK).array();
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    return frame.array();
  }

  public static byte[] joined(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  /** Bytes written as hexadecimal digits. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
