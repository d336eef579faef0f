package io.sluice.gateway.socket;

import io.sluice.gateway.socket.SocketLimits.BinaryMessages;
import io.sluice.protocol.model.Payload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a client into frames (RFC 6455), with what it may send bounded before it is
 * held. Not thread-safe: one per connection, called by its stream. Memory is at most one message of
 * the limits, and a message grows with the bytes that came, never with what a header claims.
 */
public final class FrameDecoder {
  /** The most payload bytes of one part of a streamed message. */
  public static final int MAX_PART_BYTES = 64 * 1024;

  /** What comes next. */
  public sealed interface Step {
    /** A frame, or a message put together from frames. */
    record Arrived(SocketFrame frame) implements Step {}

    /** All that was fed is used up. */
    record NeedsBytes() implements Step {}

    /** The peer broke the protocol or a limit; nothing after it can be trusted. */
    record Violated(int closeCode, String reason) implements Step {}
  }

  private enum Kind {
    TEXT,
    BINARY
  }

  private static final Step NEEDS_BYTES = new Step.NeedsBytes();
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketLimits limits;
  private final FrameHeader header = new FrameHeader();
  private final Assembly assembly = new Assembly();
  private final Assembly control = new Assembly();
  private ByteBuffer input = NOTHING;
  private @Nullable Kind message;
  private boolean inPayload;

  public FrameDecoder(SocketLimits limits) {
    this.limits = limits;
  }

  /**
   * Gives it the next bytes, which must not be changed until they are used up.
   *
   * @throws IllegalStateException when those before are not used up yet
   */
  public void feed(ByteBuffer bytes) {
    if (input.hasRemaining()) {
      throw new IllegalStateException("the bytes fed before are not used up");
    }
    input = bytes;
  }

  /** The next frame as far as the bytes go. After a violation there is nothing more to ask for. */
  public Step next() {
    while (true) {
      if (!inPayload) {
        if (!header.read(input)) {
          return NEEDS_BYTES;
        }
        Step.Violated violation = check();
        if (violation != null) {
          return violation;
        }
        inPayload = true;
      }
      Step step = header.isControl() ? readControl() : readData();
      if (step != null) {
        return step;
      }
    }
  }

  private Step.@Nullable Violated check() {
    String fault = header.fault();
    if (fault != null) {
      return violated(fault);
    }
    if (header.isControl()) {
      return null;
    }
    boolean continues = header.opcode() == FrameHeader.CONTINUATION;
    if (continues != (message != null)) {
      return violated(continues ? "nothing to continue" : "a message inside a message");
    }
    if (!continues) {
      message = header.opcode() == FrameHeader.TEXT ? Kind.TEXT : Kind.BINARY;
    }
    if (header.remaining() > maxMessageBytes() - assembly.size()) {
      return new Step.Violated(1009, "message too big");
    }
    return null;
  }

  private long maxMessageBytes() {
    if (message == Kind.TEXT) {
      return limits.maxTextBytes();
    }
    return switch (limits.binary()) {
      case BinaryMessages.Streamed() -> Long.MAX_VALUE;
      case BinaryMessages.Assembled(int maxBytes) -> maxBytes;
    };
  }

  private @Nullable Step readControl() {
    if (!take(control)) {
      return NEEDS_BYTES;
    }
    inPayload = false;
    Payload payload = control.take();
    return switch (header.opcode()) {
      case FrameHeader.PING -> new Step.Arrived(new SocketFrame.Ping(payload));
      case FrameHeader.PONG -> new Step.Arrived(new SocketFrame.Pong(payload));
      default -> closing(payload);
    };
  }

  private static Step closing(Payload payload) {
    if (payload.isEmpty()) {
      return new Step.Arrived(new SocketFrame.Close(CloseRules.NO_CODE, ""));
    }
    if (payload.size() == 1) {
      return violated("half a close code");
    }
    int code = ((payload.at(0) & 0xff) << 8) | (payload.at(1) & 0xff);
    if (!CloseRules.mayBeSent(code)) {
      return violated("no such close code");
    }
    String reason = StrictUtf8.decode(payload.slice(2, payload.size()));
    return reason == null
        ? new Step.Violated(1007, "not UTF-8")
        : new Step.Arrived(new SocketFrame.Close(code, reason));
  }

  private @Nullable Step readData() {
    if (message == Kind.BINARY && limits.binary() instanceof BinaryMessages.Streamed) {
      return readPart();
    }
    if (!take(assembly)) {
      return NEEDS_BYTES;
    }
    inPayload = false;
    return header.isFinal() ? finishMessage() : null;
  }

  private Step finishMessage() {
    boolean text = message == Kind.TEXT;
    message = null;
    Payload payload = assembly.take();
    if (!text) {
      return new Step.Arrived(new SocketFrame.Binary(payload, true));
    }
    String decoded = StrictUtf8.decode(payload);
    return decoded == null
        ? new Step.Violated(1007, "not UTF-8")
        : new Step.Arrived(new SocketFrame.Text(decoded));
  }

  /** A part of a streamed message, as big as what the network brought; null for an empty one. */
  private @Nullable Step readPart() {
    int count = (int) Math.min(MAX_PART_BYTES, Math.min(input.remaining(), header.remaining()));
    if (count == 0 && header.remaining() > 0) {
      return NEEDS_BYTES;
    }
    byte[] part = new byte[count];
    header.unmask(input, part, 0, count);
    inPayload = header.remaining() > 0;
    boolean last = !inPayload && header.isFinal();
    if (last) {
      message = null;
    }
    return count == 0 && !last
        ? null
        : new Step.Arrived(new SocketFrame.Binary(Payload.owning(part), last));
  }

  /** Whether the frame's payload is all there. */
  private boolean take(Assembly target) {
    int count = (int) Math.min(input.remaining(), header.remaining());
    target.append(header, input, count);
    return header.remaining() == 0;
  }

  private static Step.Violated violated(String reason) {
    return new Step.Violated(1002, reason);
  }

  /** Bytes of a message, growing as they come. */
  private static final class Assembly {
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int size;

    int size() {
      return size;
    }

    void append(FrameHeader header, ByteBuffer input, int count) {
      if (bytes.length - size < count) {
        int doubled = (int) Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L);
        bytes = Arrays.copyOf(bytes, Math.max(doubled, Math.addExact(size, count)));
      }
      header.unmask(input, bytes, size, count);
      size += count;
    }

    Payload take() {
      byte[] whole = bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
      bytes = NONE;
      size = 0;
      return Payload.owning(whole);
    }
  }
}
