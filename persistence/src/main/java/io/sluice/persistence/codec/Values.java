package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stored form of the values that events, states and rows share. */
final class Values {
  private static final String NEVER = "never";

  private Values() {}

  static ObjectNode facts(Facts facts) {
    ObjectNode node = Fields.object();
    node.put("execution", facts.execution().value());
    node.put("tenant", facts.tenant().value());
    node.put("box", facts.box().value());
    node.set("command", command(facts.command()));
    node.set("labels", textMap(facts.labels()));
    node.put("accepted_at", facts.acceptedAt().toString());
    Fingerprint fingerprint = facts.fingerprint();
    if (fingerprint != null) {
      node.put("fingerprint", fingerprint.value());
    }
    switch (facts.terms().unattended()) {
      case UnattendedRule.OfDeployment _ -> {}
      case UnattendedRule.Never _ -> node.put("unattended", NEVER);
      case UnattendedRule.After(Duration time) -> node.put("unattended", time.toString());
    }
    if (!facts.terms().requirements().isEmpty()) {
      node.set("requirements", requirements(facts.terms().requirements()));
    }
    if (!facts.terms().limits().equals(BoxLimits.NONE)) {
      node.set("limits", limits(facts.terms().limits()));
    }
    putLog(node, facts.terms().log());
    return node;
  }

  /** What earlier versions stored has no fingerprint and no terms. */
  static Facts facts(Fields fields) {
    String fingerprint = fields.textOrNull("fingerprint");
    return new Facts(
        new ExecutionId(fields.text("execution")),
        new TenantId(fields.text("tenant")),
        new BoxId(fields.text("box")),
        command(fields.object("command")),
        fields.object("labels").textMap(),
        fields.instant("accepted_at"),
        fingerprint == null ? null : new Fingerprint(fingerprint),
        terms(fields));
  }

  private static Terms terms(Fields fields) {
    return new Terms(
        unattended(fields.textOrNull("unattended")),
        fields.has("requirements")
            ? requirements(fields.object("requirements"))
            : Requirements.NONE,
        fields.has("limits") ? limits(fields.object("limits")) : BoxLimits.NONE,
        log(fields));
  }

  private static void putLog(ObjectNode node, LogBounds log) {
    OutputLimit output = log.output();
    if (output != null) {
      node.putObject("output")
          .put("limit", output.bytes())
          .put("policy", Words.OUTPUT_POLICY.word(output.policy()));
    }
    if (log.retention() != null) {
      node.put("retention", log.retention().toString());
    }
  }

  private static LogBounds log(Fields fields) {
    String retention = fields.textOrNull("retention");
    return new LogBounds(
        fields.has("output") ? outputLimit(fields.object("output")) : null,
        retention == null ? null : Duration.parse(retention));
  }

  private static OutputLimit outputLimit(Fields fields) {
    return new OutputLimit(
        fields.number("limit"), Words.OUTPUT_POLICY.constant(fields.text("policy")));
  }

  private static ObjectNode limits(BoxLimits limits) {
    ObjectNode node = Fields.object();
    putUnlessNull(node, "memory_mib", limits.memoryMib());
    putUnlessNull(node, "cpus", limits.cpus());
    putUnlessNull(node, "pids", limits.pids());
    return node;
  }

  private static void putUnlessNull(ObjectNode node, String name, @Nullable Integer number) {
    if (number != null) {
      node.put(name, number);
    }
  }

  private static BoxLimits limits(Fields fields) {
    return new BoxLimits(limit(fields, "memory_mib"), limit(fields, "cpus"), limit(fields, "pids"));
  }

  private static @Nullable Integer limit(Fields fields, String name) {
    return fields.has(name) ? fields.smallNumber(name) : null;
  }

  private static UnattendedRule unattended(@Nullable String stored) {
    return switch (stored) {
      case null -> new UnattendedRule.OfDeployment();
      case NEVER -> new UnattendedRule.Never();
      default -> new UnattendedRule.After(Duration.parse(stored));
    };
  }

  private static ObjectNode requirements(Requirements requirements) {
    ObjectNode node = Fields.object();
    if (requirements.driver() != null) {
      node.put("driver", requirements.driver());
    }
    node.set("runner_labels", textMap(requirements.runnerLabels()));
    return node;
  }

  private static Requirements requirements(Fields fields) {
    return new Requirements(fields.textOrNull("driver"), fields.object("runner_labels").textMap());
  }

  static ObjectNode command(CommandSpec command) {
    ObjectNode node = Fields.object();
    node.put("program", command.program());
    ArrayNode arguments = node.putArray("arguments");
    command.arguments().forEach(arguments::add);
    node.set("environment", textMap(command.environment()));
    if (command.workingDirectory() != null) {
      node.put("working_directory", command.workingDirectory());
    }
    if (command.terminal() != null) {
      node.set("terminal", terminal(command.terminal()));
    }
    if (command.timeout() != null) {
      node.put("timeout", command.timeout().toString());
    }
    node.put("stdin", Words.STDIN.word(command.stdin()));
    return node;
  }

  static CommandSpec command(Fields fields) {
    String timeout = fields.textOrNull("timeout");
    return new CommandSpec(
        fields.text("program"),
        fields.texts("arguments"),
        fields.object("environment").textMap(),
        fields.textOrNull("working_directory"),
        fields.has("terminal") ? terminal(fields.object("terminal")) : null,
        timeout == null ? null : Duration.parse(timeout),
        Words.STDIN.constant(fields.text("stdin")));
  }

  static ObjectNode terminal(TerminalSize size) {
    return Fields.object().put("columns", size.columns()).put("rows", size.rows());
  }

  static TerminalSize terminal(Fields fields) {
    return new TerminalSize(fields.smallNumber("columns"), fields.smallNumber("rows"));
  }

  static ObjectNode assignment(Assignment assignment) {
    return Fields.object()
        .put("runner", assignment.runner().value())
        .put("incarnation", assignment.incarnation().value());
  }

  static Assignment assignment(Fields fields) {
    return new Assignment(
        new RunnerId(fields.text("runner")), new Incarnation(fields.text("incarnation")));
  }

  static ObjectNode status(ExitStatus status) {
    return switch (status) {
      case ExitStatus.Code(int code) -> Fields.object().put("kind", "code").put("code", code);
      case ExitStatus.Signalled(int number) ->
          Fields.object().put("kind", "signal").put("signal", number);
      case ExitStatus.Unknown() -> Fields.object().put("kind", "unknown");
    };
  }

  static ExitStatus status(Fields fields) {
    String kind = fields.text("kind");
    return switch (kind) {
      case "code" -> new ExitStatus.Code(fields.smallNumber("code"));
      case "signal" -> new ExitStatus.Signalled(fields.smallNumber("signal"));
      case "unknown" -> new ExitStatus.Unknown();
      default -> throw new UnreadableEntry("an unknown kind of exit status: " + kind);
    };
  }

  static ObjectNode outcome(Outcome outcome) {
    ObjectNode node = Fields.object();
    node.set("status", status(outcome.status()));
    node.put("reason", Words.END_REASON.word(outcome.reason()));
    node.put("complete", outcome.complete());
    return outcome.truncated() ? node.put("truncated", true) : node;
  }

  static Outcome outcome(Fields fields) {
    return new Outcome(
        status(fields.object("status")),
        Words.END_REASON.constant(fields.text("reason")),
        fields.flag("complete"),
        fields.has("truncated") && fields.flag("truncated"));
  }

  /** Sorted, so that equal maps have equal bytes. */
  static ObjectNode textMap(Map<String, String> map) {
    ObjectNode node = Fields.object();
    new TreeMap<>(map).forEach(node::put);
    return node;
  }
}
