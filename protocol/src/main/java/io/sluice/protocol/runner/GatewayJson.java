package io.sluice.protocol.runner;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The control frames that the gateway sends. A timeout travels in whole ms, rounded up. */
final class GatewayJson {
  private GatewayJson() {}

  static ObjectNode encode(GatewayFrame frame) {
    return switch (frame) {
      case GatewayFrame.Welcome welcome -> welcome(welcome);
      case GatewayFrame.Start start -> start(start);
      case GatewayFrame.Acknowledged(var execution, long sequence) ->
          about("ack", execution).put("sequence", sequence);
      case GatewayFrame.Stdin _ -> throw new IllegalArgumentException("stdin travels in binary");
      case GatewayFrame.StdinEnd(var execution, var offset) ->
          about("stdin_end", execution).put("offset", offset.bytes());
      case GatewayFrame.Resize(var execution, var size) ->
          about("resize", execution).put("columns", size.columns()).put("rows", size.rows());
      case GatewayFrame.SendSignal(var execution, var signal) ->
          about("signal", execution).put("signal", signal.number());
      case GatewayFrame.Flush(var execution, long number) ->
          about("flush", execution).put("number", number);
      case GatewayFrame.Kill(var execution) -> about("kill", execution);
      case GatewayFrame.StopBox(var box) ->
          JsonObject.create("stop_box").put("box_id", box.value());
      case GatewayFrame.RemoveBox(var box) ->
          JsonObject.create("remove_box").put("box_id", box.value());
      case GatewayFrame.Beat(long number) -> JsonObject.create("beat").put("number", number);
    };
  }

  static GatewayFrame decode(JsonObject json) {
    return switch (json.text("type")) {
      case "welcome" -> welcome(json);
      case "start" ->
          new GatewayFrame.Start(
              execution(json), box(json), limits(json), json.textOrNull("driver"), command(json));
      case "ack" -> new GatewayFrame.Acknowledged(execution(json), json.number("sequence"));
      case "stdin_end" ->
          new GatewayFrame.StdinEnd(execution(json), new StdinOffset(json.number("offset")));
      case "resize" -> new GatewayFrame.Resize(execution(json), size(json));
      case "signal" -> new GatewayFrame.SendSignal(execution(json), signal(json));
      case "flush" -> new GatewayFrame.Flush(execution(json), json.number("number"));
      case "kill" -> new GatewayFrame.Kill(execution(json));
      case "stop_box" -> new GatewayFrame.StopBox(box(json));
      case "remove_box" -> new GatewayFrame.RemoveBox(box(json));
      case "beat" -> new GatewayFrame.Beat(json.number("number"));
      default ->
          throw new LinkFault(
              LinkFault.Reason.UNKNOWN_KIND, "no gateway sends a frame of that type");
    };
  }

  private static ObjectNode about(String type, ExecutionId execution) {
    return JsonObject.create(type).put("execution_id", execution.value());
  }

  private static ExecutionId execution(JsonObject json) {
    return RunnerJson.execution(json);
  }

  private static BoxId box(JsonObject json) {
    return new BoxId(json.text("box_id"));
  }

  private static TerminalSize size(JsonObject json) {
    return new TerminalSize(json.integer("columns"), json.integer("rows"));
  }

  private static Signal signal(JsonObject json) {
    return Signal.ofNumber(json.integer("signal"))
        .orElseThrow(() -> JsonObject.malformed("signal is not one that may be sent"));
  }

  private static ObjectNode welcome(GatewayFrame.Welcome welcome) {
    ObjectNode node = JsonObject.create("welcome").put("gateway", welcome.gateway().value());
    ObjectNode committed = node.putObject("committed");
    welcome
        .committed()
        .forEach((execution, sequence) -> committed.put(execution.value(), sequence));
    return node;
  }

  private static GatewayFrame welcome(JsonObject json) {
    Map<ExecutionId, Long> committed = new HashMap<>();
    json.object("committed")
        .numbersByName()
        .forEach((id, sequence) -> committed.put(new ExecutionId(id), sequence));
    return new GatewayFrame.Welcome(new Incarnation(json.text("gateway")), committed);
  }

  private static ObjectNode start(GatewayFrame.Start start) {
    ObjectNode node = about("start", start.execution()).put("box_id", start.box().value());
    if (start.driver() != null) {
      node.put("driver", start.driver());
    }
    BoxLimits limits = start.limits();
    if (!limits.equals(BoxLimits.NONE)) {
      ObjectNode bounds = node.putObject("limits");
      putUnlessNull(bounds, "memory_mib", limits.memoryMib());
      putUnlessNull(bounds, "cpus", limits.cpus());
      putUnlessNull(bounds, "pids", limits.pids());
    }
    return command(node, start.command());
  }

  private static void putUnlessNull(ObjectNode node, String name, @Nullable Integer number) {
    if (number != null) {
      node.put(name, number);
    }
  }

  /** An older gateway names none. */
  private static BoxLimits limits(JsonObject json) {
    if (!json.has("limits")) {
      return BoxLimits.NONE;
    }
    JsonObject bounds = json.object("limits");
    return new BoxLimits(
        bounds.integerOrNull("memory_mib"),
        bounds.integerOrNull("cpus"),
        bounds.integerOrNull("pids"));
  }

  private static ObjectNode command(ObjectNode node, CommandSpec command) {
    node.put("program", command.program());
    ArrayNode arguments = node.putArray("arguments");
    command.arguments().forEach(arguments::add);
    ObjectNode environment = node.putObject("environment");
    command.environment().forEach(environment::put);
    if (command.workingDirectory() != null) {
      node.put("working_directory", command.workingDirectory());
    }
    if (command.terminal() != null) {
      TerminalSize size = command.terminal();
      node.putObject("terminal").put("columns", size.columns()).put("rows", size.rows());
    }
    if (command.timeout() != null) {
      node.put("timeout_ms", command.timeout().plusNanos(999_999).toMillis());
    }
    return node.put("stdin", WireNames.of(command.stdin()));
  }

  private static CommandSpec command(JsonObject json) {
    return new CommandSpec(
        json.text("program"),
        json.texts("arguments"),
        json.object("environment").textsByName(),
        json.textOrNull("working_directory"),
        json.has("terminal") ? size(json.object("terminal")) : null,
        json.has("timeout_ms") ? Duration.ofMillis(json.number("timeout_ms")) : null,
        WireNames.stdinMode(json.text("stdin")));
  }
}
