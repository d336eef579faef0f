package io.sluice.protocol.runner;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StdinOffset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The binary messages; their layout stands at {@link LinkCodec}. */
final class BinaryLayout {
  private static final byte OUTPUT = 1;
  private static final byte STDIN = 2;
  private static final int PREFIX = 2;

  private BinaryLayout() {}

  static LinkMessage output(ExecutionId execution, Report.Output output) {
    byte[] message = room(execution, 17, output.payload());
    ByteBuffer head = begin(message, OUTPUT, execution);
    head.putLong(output.sequence());
    head.put((byte) output.channel().code());
    head.putLong(output.timeMicros());
    output.payload().copyInto(message, head.position());
    return new LinkMessage.Binary(Payload.owning(message));
  }

  static LinkMessage stdin(GatewayFrame.Stdin stdin) {
    byte[] message = room(stdin.execution(), 8, stdin.payload());
    ByteBuffer head = begin(message, STDIN, stdin.execution());
    head.putLong(stdin.offset().bytes());
    stdin.payload().copyInto(message, head.position());
    return new LinkMessage.Binary(Payload.owning(message));
  }

  static RunnerFrame output(Payload message) {
    ByteBuffer buffer = open(message, OUTPUT, 17);
    ExecutionId execution = id(buffer);
    long sequence = buffer.getLong();
    Channel channel = Channel.ofCode(buffer.get());
    long time = buffer.getLong();
    Payload payload = message.slice(buffer.position(), message.size());
    return new RunnerFrame.Reported(execution, new Report.Output(sequence, channel, time, payload));
  }

  static GatewayFrame stdin(Payload message) {
    ByteBuffer buffer = open(message, STDIN, 8);
    ExecutionId execution = id(buffer);
    StdinOffset offset = new StdinOffset(buffer.getLong());
    Payload payload = message.slice(buffer.position(), message.size());
    requirePayloadFits(payload);
    return new GatewayFrame.Stdin(execution, offset, payload);
  }

  private static byte[] room(ExecutionId execution, int fixed, Payload payload) {
    requirePayloadFits(payload);
    return new byte[PREFIX + execution.value().length() + fixed + payload.size()];
  }

  private static ByteBuffer begin(byte[] message, byte kind, ExecutionId execution) {
    byte[] id = execution.value().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.wrap(message).put(kind).put((byte) id.length).put(id);
  }

  /** Checks everything that depends on length, so that the reads after it cannot fail. */
  private static ByteBuffer open(Payload message, byte kind, int fixed) {
    if (message.isEmpty()) {
      throw new LinkFault(LinkFault.Reason.EMPTY, "a binary message is empty");
    }
    if (message.size() > LinkLimits.MAX_BINARY_BYTES) {
      throw new LinkFault(
          LinkFault.Reason.OVERSIZE, "a binary message has " + message.size() + " bytes");
    }
    if (message.at(0) != kind) {
      throw new LinkFault(
          LinkFault.Reason.UNKNOWN_KIND,
          "no binary message has the kind " + message.at(0) + " here");
    }
    if (message.size() < PREFIX
        || message.size() < PREFIX + Byte.toUnsignedInt(message.at(1)) + fixed) {
      throw new LinkFault(
          LinkFault.Reason.TRUNCATED, "a binary message ends before its payload begins");
    }
    ByteBuffer buffer = message.asByteBuffer();
    return buffer.position(1);
  }

  private static ExecutionId id(ByteBuffer buffer) {
    byte[] id = new byte[Byte.toUnsignedInt(buffer.get())];
    buffer.get(id);
    return new ExecutionId(new String(id, StandardCharsets.ISO_8859_1));
  }

  private static void requirePayloadFits(Payload payload) {
    if (payload.size() > Report.MAX_PAYLOAD_BYTES) {
      throw new LinkFault(
          LinkFault.Reason.OVERSIZE, "a binary message carries " + payload.size() + " bytes");
    }
  }
}
