package io.sluice.protocol.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to run. No text may hold a NUL, which no process could be given.
 *
 * @param program a path, or a name looked up on the PATH of the process to be
 * @param arguments those after the program's own name
 * @param environment added to the runner's allow-listed one; the last word
 * @param workingDirectory absolute, or relative to the box's directory; null: the box's directory
 * @param terminal null: pipes
 * @param timeout from the spawn to the first TERM; null: none
 * @param stdin whether input will come
 */
public record CommandSpec(
    String program,
    List<String> arguments,
    Map<String, String> environment,
    @Nullable String workingDirectory,
    @Nullable TerminalSize terminal,
    @Nullable Duration timeout,
    StdinMode stdin) {
  /** What the process finds on its standard input. */
  public enum StdinMode {
    /** A pipe or terminal that consumers write. */
    OPEN,
    /** An end of file from the start. */
    CLOSED
  }

  /**
   * @throws IllegalArgumentException for an empty program, a NUL, or a name that is not one
   */
  public CommandSpec {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    if (program.isEmpty()) {
      throw new IllegalArgumentException("command is empty");
    }
    requireNoNul("command", program);
    arguments.forEach(argument -> requireNoNul("args", argument));
    environment.forEach(CommandSpec::requireVariable);
    if (workingDirectory != null) {
      requireNoNul("working_dir", workingDirectory);
    }
    if (timeout != null && !timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be positive");
    }
  }

  private static void requireVariable(String name, String value) {
    requireNoNul("env", name);
    requireNoNul("env", value);
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException("env has a name that is empty or holds '='");
    }
  }

  private static void requireNoNul(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " holds a NUL");
    }
  }
}
