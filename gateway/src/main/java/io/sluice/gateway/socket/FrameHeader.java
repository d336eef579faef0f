package io.sluice.gateway.socket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The head of one frame, read over any number of network chunks, and the mask of its payload. */
final class FrameHeader {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xa;

  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int SHORT = 126;
  private static final int LONG = 127;
  private static final int MAX_CONTROL_BYTES = 125;

  private final byte[] bytes = new byte[14];
  private int size;
  private int mask;
  private int maskIndex;
  private long remaining;
  private boolean minimal;

  /** Whether the head is complete; a violation is found by {@link #fault}. */
  boolean read(ByteBuffer input) {
    while (size < needed()) {
      if (!input.hasRemaining()) {
        return false;
      }
      bytes[size] = input.get();
      size++;
    }
    ByteBuffer head = ByteBuffer.wrap(bytes, 0, size);
    int start = lengthEnd();
    remaining =
        switch (bytes[1] & 0x7f) {
          case SHORT -> head.getShort(2) & 0xffffL;
          case LONG -> head.getLong(2);
          default -> bytes[1] & 0x7f;
        };
    minimal = isMinimal();
    mask = isMasked() ? head.getInt(start) : 0;
    maskIndex = 0;
    size = 0;
    return true;
  }

  private int needed() {
    return size < 2 ? 2 : lengthEnd() + (isMasked() ? 4 : 0);
  }

  private int lengthEnd() {
    return switch (bytes[1] & 0x7f) {
      case SHORT -> 4;
      case LONG -> 10;
      default -> 2;
    };
  }

  private boolean isMinimal() {
    return switch (bytes[1] & 0x7f) {
      case SHORT -> remaining >= SHORT;
      case LONG -> remaining > 0xffff;
      default -> true;
    };
  }

  /** What the head alone breaks of the protocol; null when nothing. */
  @Nullable String fault() {
    if ((bytes[0] & RESERVED) != 0) {
      return "reserved bits are set";
    }
    if (!isMasked()) {
      return "a client must mask";
    }
    if (remaining < 0 || !minimal) {
      return "no such length";
    }
    return switch (opcode()) {
      case CONTINUATION, TEXT, BINARY -> null;
      case CLOSE, PING, PONG ->
          isFinal() && remaining <= MAX_CONTROL_BYTES ? null : "a control frame is short and whole";
      default -> "no such opcode";
    };
  }

  int opcode() {
    return bytes[0] & 0x0f;
  }

  boolean isControl() {
    return opcode() >= CLOSE;
  }

  boolean isFinal() {
    return (bytes[0] & FINAL) != 0;
  }

  private boolean isMasked() {
    return (bytes[1] & MASKED) != 0;
  }

  /** Payload bytes that are still to come. */
  long remaining() {
    return remaining;
  }

  /** Moves the next bytes of the payload, without their mask: eight at a time, then the rest. */
  void unmask(ByteBuffer input, byte[] target, int at, int count) {
    input.get(target, at, count);
    int turned = Integer.rotateLeft(mask, 8 * maskIndex);
    long wide = ((long) turned << 32) | (turned & 0xffff_ffffL);
    ByteBuffer bytes = ByteBuffer.wrap(target);
    int done = 0;
    for (; done + Long.BYTES <= count; done += Long.BYTES) {
      bytes.putLong(at + done, bytes.getLong(at + done) ^ wide);
    }
    for (; done < count; done++) {
      target[at + done] ^= (byte) (turned >>> (24 - 8 * (done & 3)));
    }
    maskIndex = (maskIndex + count) & 3;
    remaining -= count;
  }
}
