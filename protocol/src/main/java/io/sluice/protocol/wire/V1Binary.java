package io.sluice.protocol.wire;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import java.nio.ByteBuffer;

/** The binary messages; their layout stands at {@link V1Frames}. */
final class V1Binary {
  static final int OUTPUT_HEAD_BYTES = 1 + Long.BYTES + Long.BYTES;
  static final int STDIN_HEAD_BYTES = 1 + Long.BYTES;
  private static final byte STDIN = 0;

  private V1Binary() {}

  static Payload output(V1ServerFrame.Output output) {
    Payload payload = output.payload();
    if (payload.isEmpty() || payload.size() > V1Frames.MAX_OUTPUT_BYTES) {
      throw new IllegalArgumentException("a frame carries no output of " + payload.size());
    }
    byte[] message = new byte[OUTPUT_HEAD_BYTES + payload.size()];
    ByteBuffer.wrap(message)
        .put((byte) output.channel().code())
        .putLong(output.offset().bytes())
        .putLong(output.timeMicros());
    payload.copyInto(message, OUTPUT_HEAD_BYTES);
    return Payload.owning(message);
  }

  static Payload stdin(V1ClientFrame.Stdin stdin) {
    Payload payload = stdin.payload();
    if (payload.size() > V1Frames.MAX_STDIN_BYTES) {
      throw new IllegalArgumentException("a frame carries no input of " + payload.size());
    }
    byte[] message = new byte[STDIN_HEAD_BYTES + payload.size()];
    ByteBuffer.wrap(message).put(STDIN).putLong(stdin.offset().bytes());
    payload.copyInto(message, STDIN_HEAD_BYTES);
    return Payload.owning(message);
  }

  static V1ServerFrame.Output output(Payload message) {
    ByteBuffer head = head(message, OUTPUT_HEAD_BYTES + 1);
    Channel channel = Channel.ofCode(head.get());
    Offset offset = new Offset(head.getLong());
    long timeMicros = head.getLong();
    Payload payload = message.slice(OUTPUT_HEAD_BYTES, message.size());
    requireEnd(offset.bytes(), payload);
    requireEnd(timeMicros, Payload.EMPTY);
    return new V1ServerFrame.Output(channel, offset, timeMicros, payload);
  }

  static V1ClientFrame.Stdin stdin(Payload message) {
    ByteBuffer head = head(message, STDIN_HEAD_BYTES);
    if (head.get() != STDIN) {
      throw WireFault.invalid("a client's binary frame begins with 0");
    }
    StdinOffset offset = new StdinOffset(head.getLong());
    Payload payload = message.slice(STDIN_HEAD_BYTES, message.size());
    requireEnd(offset.bytes(), payload);
    return new V1ClientFrame.Stdin(offset, payload);
  }

  private static ByteBuffer head(Payload message, int atLeast) {
    if (message.size() < atLeast || message.size() > V1Frames.MAX_BINARY_BYTES) {
      throw WireFault.invalid("no binary frame has " + message.size() + " bytes");
    }
    return message.asByteBuffer();
  }

  /** An unsigned number over 63 bits is negative here. */
  private static void requireEnd(long start, Payload payload) {
    if (start < 0 || start > Long.MAX_VALUE - payload.size()) {
      throw WireFault.invalid("a number is over " + Long.MAX_VALUE);
    }
  }
}
