package io.sluice.protocol.wire;

import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of client requests. Each is taken whole or refused with a {@link WireFault}: unknown
 * fields, other types, and what is too long, too many, negative or holds a NUL.
 */
public final class Requests {
  /** The most bytes of a request body. */
  public static final int MAX_BODY_BYTES = 1024 * 1024;

  private static final int MAX_NAME = 128;
  private static final int MAX_PATH = 4096;
  static final int MAX_ARGUMENT = 128 * 1024 - 1;
  static final int MAX_ARGUMENTS = 16_384;
  private static final int MAX_VARIABLES = 4096;
  private static final int MAX_LABELS = 64;
  private static final int MAX_LABEL = 1024;
  private static final int MAX_TIMEOUT_SECONDS = 365 * 86_400;
  private static final String RESERVED = "sluice.";
  static final TerminalSize FIRST_SIZE = new TerminalSize(80, 24);

  private Requests() {}

  /** The wish for a box; what is null the deployment chooses. */
  public record CreateBox(
      @Nullable String name,
      @Nullable String image,
      @Nullable Integer cpus,
      @Nullable Integer memoryMib,
      Map<String, String> environment,
      @Nullable String workingDirectory,
      Map<String, String> labels,
      BoxUpkeep upkeep,
      Requirements requirements) {}

  /**
   * A command, and what its owner wants to find it by.
   *
   * @param unattended when it ends with nobody there
   * @param log what of it is kept
   */
  public record Execute(
      CommandSpec command, Map<String, String> labels, UnattendedRule unattended, LogWish log) {}

  /**
   * The wish for a key.
   *
   * @param tenant null: the one of the caller
   * @param scopes lower case, none: those of a user
   */
  public record CreateKey(String name, @Nullable TenantId tenant, Set<String> scopes) {}

  public static CreateBox createBox(Payload body) {
    Fields fields = fields(body);
    String name = fields.text("name", MAX_NAME);
    if (name != null) {
      BoxNames.require(name);
    }
    CreateBox request =
        new CreateBox(
            name,
            fields.text("image", 512),
            fields.integer("cpus", 1, 32),
            fields.integer("memory_mib", 128, 1 << 20),
            variables(fields),
            fields.text("working_dir", MAX_PATH),
            labels(fields),
            BoxUpkeep.take(fields),
            requirements(fields.object("advanced")));
    if (fields.text("rootfs_path", MAX_PATH) != null || !fields.isEmptyArray("volumes")) {
      throw new WireFault(ProblemCode.UNSUPPORTED, "rootfs_path and volumes are not supported");
    }
    takeUnused(fields);
    fields.requireNoOther();
    return request;
  }

  /** Of "advanced", where clients put much else that no driver uses. */
  private static Requirements requirements(@Nullable Fields advanced) {
    if (advanced == null) {
      return Requirements.NONE;
    }
    String driver = advanced.text("driver", MAX_NAME);
    if (driver != null && driver.isBlank()) {
      throw WireFault.invalid("driver is empty");
    }
    return new Requirements(
        driver, advanced.textsByName("runner_labels", MAX_LABELS, MAX_NAME, MAX_LABEL));
  }

  /** What clients send and no driver of this version uses. */
  private static void takeUnused(Fields fields) {
    fields.text("user", MAX_NAME);
    fields.anyObject("network");
    fields.flag("detach", false);
  }

  public static Execute execute(Payload body) {
    Fields fields = fields(body);
    String program = fields.requiredText("command", MAX_PATH);
    List<String> arguments = fields.texts("args", MAX_ARGUMENTS, MAX_ARGUMENT);
    Map<String, String> environment = variables(fields);
    String directory = fields.text("working_dir", MAX_PATH);
    TerminalSize terminal = fields.flag("tty", false) ? FIRST_SIZE : null;
    Duration timeout = fields.seconds("timeout_seconds", MAX_TIMEOUT_SECONDS);
    StdinMode stdin = stdinMode(fields);
    Map<String, String> labels = labels(fields);
    UnattendedRule unattended = unattended(fields);
    LogWish log = LogWishes.take(fields);
    fields.requireNoOther();
    try {
      CommandSpec command =
          new CommandSpec(program, arguments, environment, directory, terminal, timeout, stdin);
      return new Execute(command, labels, unattended, log);
    } catch (IllegalArgumentException notRunnable) {
      throw WireFault.invalid(String.valueOf(notRunnable.getMessage()));
    }
  }

  private static UnattendedRule unattended(Fields fields) {
    if (fields.isZero("unattended_seconds")) {
      return new UnattendedRule.Never();
    }
    Duration after = fields.seconds("unattended_seconds", MAX_TIMEOUT_SECONDS);
    return after == null ? new UnattendedRule.OfDeployment() : new UnattendedRule.After(after);
  }

  private static StdinMode stdinMode(Fields fields) {
    String mode = fields.text("stdin", 16);
    return switch (mode) {
      case null -> StdinMode.OPEN;
      case "open" -> StdinMode.OPEN;
      case "closed" -> StdinMode.CLOSED;
      default -> throw WireFault.invalid("stdin must be open or closed");
    };
  }

  /** The signals of C1; the one that ends a process is asked for by DELETE. */
  public static Signal signal(Payload body) {
    Fields fields = fields(body);
    int number = fields.requiredInteger("signal", 1, 64);
    fields.requireNoOther();
    return Signals.allowed(number);
  }

  public static TerminalSize resize(Payload body) {
    Fields fields = fields(body);
    TerminalSize size = Sizes.take(fields);
    fields.requireNoOther();
    return size;
  }

  public static CreateKey createKey(Payload body) {
    Fields fields = fields(body);
    String name = fields.requiredText("name", MAX_NAME);
    String tenant = fields.text("tenant", MAX_NAME);
    List<String> scopes = fields.texts("scopes", 8, 16);
    fields.requireNoOther();
    if (name.isBlank()) {
      throw WireFault.invalid("name is empty");
    }
    try {
      return new CreateKey(name, tenant == null ? null : new TenantId(tenant), Set.copyOf(scopes));
    } catch (IllegalArgumentException noTenant) {
      throw WireFault.invalid(String.valueOf(noTenant.getMessage()));
    }
  }

  private static Map<String, String> variables(Fields fields) {
    Map<String, String> variables =
        fields.textsByName("env", MAX_VARIABLES, MAX_PATH, MAX_ARGUMENT);
    if (variables.keySet().stream().anyMatch(name -> name.indexOf('=') >= 0)) {
      throw WireFault.invalid("env has a name that holds '='");
    }
    return variables;
  }

  private static Map<String, String> labels(Fields fields) {
    Map<String, String> labels = fields.textsByName("labels", MAX_LABELS, MAX_NAME, MAX_LABEL);
    if (labels.keySet().stream().anyMatch(name -> name.startsWith(RESERVED))) {
      throw WireFault.invalid("labels that begin with " + RESERVED + " are the server's own");
    }
    return labels;
  }

  private static Fields fields(Payload body) {
    if (body.size() > MAX_BODY_BYTES) {
      throw WireFault.invalid("a body has at most " + MAX_BODY_BYTES + " bytes");
    }
    return new Fields(Json.object(body.toByteArray()));
  }
}
