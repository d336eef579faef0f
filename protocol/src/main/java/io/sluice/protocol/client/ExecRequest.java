package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.OutputRule;
import io.sluice.protocol.model.UnattendedRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command to run in a box.
 *
 * @param command program, then its arguments; at least one
 * @param workingDirectory null: the box's own
 * @param terminal whether it gets a terminal in place of pipes
 * @param timeout null: none
 * @param idempotencyKey names this start in its tenant, so that asking again never starts a second
 *     one; null: each call starts one
 * @param unattended when it ends because nobody attends it any more
 * @param log what of it is kept
 */
public record ExecRequest(
    List<String> command,
    Map<String, String> environment,
    @Nullable String workingDirectory,
    boolean terminal,
    @Nullable Duration timeout,
    @Nullable IdempotencyKey idempotencyKey,
    UnattendedRule unattended,
    LogWish log) {
  /**
   * @throws IllegalArgumentException when there is no program
   */
  public ExecRequest {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command names at least a program");
    }
  }

  /** Without an idempotency key, and attended as the deployment says. */
  public ExecRequest(
      List<String> command,
      Map<String, String> environment,
      @Nullable String workingDirectory,
      boolean terminal,
      @Nullable Duration timeout) {
    this(
        command,
        environment,
        workingDirectory,
        terminal,
        timeout,
        null,
        new UnattendedRule.OfDeployment(),
        LogWish.NONE);
  }

  /** The same with this key. */
  public ExecRequest named(IdempotencyKey key) {
    return new ExecRequest(
        command, environment, workingDirectory, terminal, timeout, key, unattended, log);
  }

  /** The same under this rule for when nobody attends it. */
  public ExecRequest under(UnattendedRule rule) {
    return new ExecRequest(
        command, environment, workingDirectory, terminal, timeout, idempotencyKey, rule, log);
  }

  /** The same with so much of its log kept. */
  public ExecRequest keeping(LogWish wish) {
    return new ExecRequest(
        command,
        environment,
        workingDirectory,
        terminal,
        timeout,
        idempotencyKey,
        unattended,
        wish);
  }

  /** A command with pipes and nothing else. */
  public static ExecRequest of(String... command) {
    return new ExecRequest(List.of(command), Map.of(), null, false, null);
  }

  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("command", command.getFirst());
    ArrayNode arguments = body.putArray("args");
    command.stream().skip(1).forEach(arguments::add);
    if (!environment.isEmpty()) {
      ObjectNode variables = body.putObject("env");
      environment.forEach(variables::put);
    }
    if (workingDirectory != null) {
      body.put("working_dir", workingDirectory);
    }
    if (terminal) {
      body.put("tty", true);
    }
    if (timeout != null) {
      body.put("timeout_seconds", seconds(timeout));
    }
    switch (unattended) {
      case UnattendedRule.OfDeployment _ -> {}
      case UnattendedRule.Never _ -> body.put("unattended_seconds", 0);
      case UnattendedRule.After(var time) -> body.put("unattended_seconds", seconds(time));
    }
    putLog(body);
    return body;
  }

  private void putLog(ObjectNode body) {
    switch (log.output()) {
      case OutputRule.OfDeployment _ -> {}
      case OutputRule.Unlimited _ -> body.putObject("output").put("limit_bytes", 0);
      case OutputRule.UpTo(long bytes, var policy) -> {
        ObjectNode output = body.putObject("output").put("limit_bytes", bytes);
        if (policy != null) {
          output.put("policy", policy.name().toLowerCase(Locale.ROOT));
        }
      }
    }
    if (log.retention() != null) {
      body.put("retention_seconds", seconds(log.retention()));
    }
  }

  private static BigDecimal seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros();
  }
}
