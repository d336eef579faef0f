package io.sluice.protocol.wire;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.StdinOffset;

/** A client's text frames; read strictly. */
final class V1ClientText {
  private static final int MAX_FLUSH_ID = 64;

  private V1ClientText() {}

  static ObjectNode encode(V1ClientFrame frame) {
    return switch (frame) {
      case V1ClientFrame.EndStdin(var offset) -> node("stdin_end").put("offset", offset.bytes());
      case V1ClientFrame.Acknowledge(var offset) -> node("ack").put("offset", offset.bytes());
      case V1ClientFrame.Credit(long bytes) -> node("credit").put("bytes", bytes);
      case V1ClientFrame.Resize(var size) ->
          node("resize").put("cols", size.columns()).put("rows", size.rows());
      case V1ClientFrame.SendSignal(var signal) -> node("signal").put("sig", signal.number());
      case V1ClientFrame.Flush(String id) -> node("flush").put("id", id);
      case V1ClientFrame.Stdin _ -> throw new IllegalArgumentException("stdin is binary");
    };
  }

  private static ObjectNode node(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  static V1ClientFrame decode(Fields fields) {
    V1ClientFrame frame =
        switch (fields.requiredText("type", 64)) {
          case "ack" -> new V1ClientFrame.Acknowledge(new Offset(fields.requiredLong("offset", 0)));
          case "stdin_end" ->
              new V1ClientFrame.EndStdin(new StdinOffset(fields.requiredLong("offset", 0)));
          case "credit" -> new V1ClientFrame.Credit(fields.requiredLong("bytes", 1));
          case "resize" -> new V1ClientFrame.Resize(Sizes.take(fields));
          case "signal" ->
              new V1ClientFrame.SendSignal(Signals.allowed(fields.requiredInteger("sig", 1, 64)));
          case "flush" -> new V1ClientFrame.Flush(flushId(fields));
          default -> throw WireFault.invalid("unknown frame type");
        };
    fields.requireNoOther();
    return frame;
  }

  /** It is sent back, so it must survive that as it is. */
  private static String flushId(Fields fields) {
    String id = fields.requiredText("id", MAX_FLUSH_ID);
    if (id.isEmpty() || !id.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw WireFault.invalid("id must be 1 to 64 visible ASCII characters");
    }
    return id;
  }
}
