package io.sluice.protocol.wire;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.wire.V1ServerFrame.Role;
import io.sluice.protocol.wire.V1ServerFrame.StdinWindow;
import io.sluice.protocol.wire.V1ServerFrame.Totals;
import org.jspecify.annotations.Nullable;

/** A server's text frames; what a later version adds is passed over. */
final class V1ServerText {
  private static final int MAX_WORD = 128;

  private V1ServerText() {}

  static ObjectNode encode(V1ServerFrame frame) {
    return switch (frame) {
      case V1ServerFrame.Attached attached -> attached(attached);
      case V1ServerFrame.Position(var offset) -> node("position").put("offset", offset.bytes());
      case V1ServerFrame.Gap(var channel, var range, String reason) ->
          node("gap")
              .put("channel", word(channel))
              .put("from", range.from().bytes())
              .put("to", range.to().bytes())
              .put("reason", reason);
      case V1ServerFrame.ChannelEnded(var channel, long bytes, var offset) ->
          node("channel_end")
              .put("channel", word(channel))
              .put("bytes", bytes)
              .put("offset", offset.bytes());
      case V1ServerFrame.Exit exit -> exit(exit);
      case V1ServerFrame.Preempted(var generation, String by) -> {
        ObjectNode node = node("preempted").put("generation", generation.number());
        yield by == null ? node : node.put("by", by);
      }
      case V1ServerFrame.StdinAcknowledged(var offset) ->
          node("stdin_ack").put("offset", offset.bytes());
      case V1ServerFrame.StdinCredit(var upTo) -> node("stdin_credit").put("up_to", upTo.bytes());
      case V1ServerFrame.Flushed(String id, var offset) ->
          node("flushed").put("id", id).put("offset", offset.bytes());
      case V1ServerFrame.Failed(String code, String message) ->
          node("error").put("code", code).put("message", message);
      case V1ServerFrame.Output _ -> throw new IllegalArgumentException("output is binary");
    };
  }

  private static ObjectNode attached(V1ServerFrame.Attached attached) {
    ObjectNode node =
        node("attached")
            .put("execution_id", attached.execution().value())
            .put("role", word(attached.role()))
            .put("generation", attached.generation().number())
            .put("from", attached.from().bytes());
    StdinWindow stdin = attached.stdin();
    if (stdin != null) {
      node.put("stdin_offset", stdin.received().bytes());
      node.put("stdin_credit", stdin.creditUpTo().bytes());
    }
    return node.put("state", attached.state());
  }

  private static ObjectNode exit(V1ServerFrame.Exit exit) {
    ObjectNode node = node("exit").put("exit_code", exit.exitCode());
    if (exit.signal() != null) {
      node.put("signal", exit.signal());
    }
    node.put("reason", exit.reason()).put("offset", exit.offset().bytes());
    node.putObject("totals")
        .put("stdout", exit.totals().stdoutBytes())
        .put("stderr", exit.totals().stderrBytes());
    if (exit.incomplete()) {
      node.put("incomplete", true);
    }
    if (exit.truncated()) {
      node.put("truncated", true);
    }
    return exit.head() == null ? node : node.put("head", exit.head());
  }

  private static ObjectNode node(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  static @Nullable V1ServerFrame decode(Fields fields) {
    return switch (fields.requiredText("type", MAX_WORD)) {
      case "attached" -> attached(fields);
      case "position" -> new V1ServerFrame.Position(offset(fields, "offset"));
      case "gap" ->
          new V1ServerFrame.Gap(
              channel(fields),
              new ByteRange(offset(fields, "from"), offset(fields, "to")),
              fields.requiredText("reason", MAX_WORD));
      case "channel_end" ->
          new V1ServerFrame.ChannelEnded(
              channel(fields), fields.requiredLong("bytes", 0), offset(fields, "offset"));
      case "exit" -> exit(fields);
      case "preempted" ->
          new V1ServerFrame.Preempted(generation(fields), fields.text("by", MAX_WORD));
      case "stdin_ack" -> new V1ServerFrame.StdinAcknowledged(stdinOffset(fields, "offset"));
      case "stdin_credit" -> new V1ServerFrame.StdinCredit(stdinOffset(fields, "up_to"));
      case "flushed" ->
          new V1ServerFrame.Flushed(fields.requiredText("id", MAX_WORD), offset(fields, "offset"));
      case "error" ->
          new V1ServerFrame.Failed(
              fields.requiredText("code", MAX_WORD),
              fields.requiredText("message", V1Frames.MAX_SERVER_TEXT_BYTES));
      default -> null;
    };
  }

  private static V1ServerFrame attached(Fields fields) {
    Role role = role(fields.requiredText("role", MAX_WORD));
    return new V1ServerFrame.Attached(
        new ExecutionId(fields.requiredText("execution_id", MAX_WORD)),
        role,
        generation(fields),
        offset(fields, "from"),
        role == Role.CONTROLLER ? window(fields) : null,
        fields.requiredText("state", MAX_WORD));
  }

  private static StdinWindow window(Fields fields) {
    return new StdinWindow(
        stdinOffset(fields, "stdin_offset"), stdinOffset(fields, "stdin_credit"));
  }

  private static V1ServerFrame exit(Fields fields) {
    Fields totals = fields.requiredObject("totals");
    return new V1ServerFrame.Exit(
        fields.requiredInteger("exit_code", -1, 255),
        fields.integer("signal", 1, 255),
        fields.requiredText("reason", MAX_WORD),
        offset(fields, "offset"),
        new Totals(totals.requiredLong("stdout", 0), totals.requiredLong("stderr", 0)),
        fields.flag("incomplete", false),
        fields.flag("truncated", false),
        fields.text("head", MAX_WORD));
  }

  private static Offset offset(Fields fields, String name) {
    return new Offset(fields.requiredLong(name, 0));
  }

  private static StdinOffset stdinOffset(Fields fields, String name) {
    return new StdinOffset(fields.requiredLong(name, 0));
  }

  private static Generation generation(Fields fields) {
    return new Generation(fields.requiredLong("generation", 0));
  }

  private static String word(Channel channel) {
    return switch (channel) {
      case STDOUT -> "stdout";
      case STDERR -> "stderr";
    };
  }

  private static Channel channel(Fields fields) {
    return switch (fields.requiredText("channel", MAX_WORD)) {
      case "stdout" -> Channel.STDOUT;
      case "stderr" -> Channel.STDERR;
      default -> throw WireFault.invalid("channel is not one");
    };
  }

  private static String word(Role role) {
    return switch (role) {
      case OBSERVER -> "observer";
      case CONTROLLER -> "controller";
    };
  }

  private static Role role(String word) {
    return switch (word) {
      case "observer" -> Role.OBSERVER;
      case "controller" -> Role.CONTROLLER;
      default -> throw WireFault.invalid("role is not one");
    };
  }
}
