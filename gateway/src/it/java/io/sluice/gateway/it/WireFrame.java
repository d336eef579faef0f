package io.sluice.gateway.it;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket frame as it is on the wire (RFC 6455, section 5.2). */
final class WireFrame {
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final FrameKind kind;
  private final byte[] payload;

  WireFrame(FrameKind kind, byte[] payload) {
    this.kind = kind;
    this.payload = payload.clone();
  }

  static WireFrame text(String text) {
    return new WireFrame(FrameKind.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  FrameKind kind() {
    return kind;
  }

  byte[] payload() {
    return payload.clone();
  }

  String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code of a close; 1005 stands for none. */
  int closeCode() {
    return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
  }

  /** As a client sends it: masked. */
  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(FIN | kind.opcode());
    if (payload.length < 126) {
      out.write(MASKED | payload.length);
    } else if (payload.length <= 0xffff) {
      out.write(MASKED | 126);
      out.writeShort(payload.length);
    } else {
      out.write(MASKED | 127);
      out.writeLong(payload.length);
    }
    out.write(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ MASK[i % MASK.length]);
    }
    return bytes.toByteArray();
  }

  /** The next one of a server: unmasked. */
  static WireFrame read(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    int inline = in.readUnsignedByte();
    long length =
        switch (inline & 0x7f) {
          case 126 -> in.readUnsignedShort();
          case 127 -> in.readLong();
          default -> inline;
        };
    byte[] payload = in.readNBytes(Math.toIntExact(length));
    if (payload.length < length) {
      throw new EOFException("the frame was cut");
    }
    return new WireFrame(FrameKind.of(first), payload);
  }
}
