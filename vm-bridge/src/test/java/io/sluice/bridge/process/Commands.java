package io.sluice.bridge.process;

import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.TerminalSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Commands as tests like to write them. */
final class Commands {
  private Commands() {}

  static CommandSpec shell(String script) {
    return program("/bin/sh", "-c", script);
  }

  static CommandSpec program(String program, String... arguments) {
    return new CommandSpec(
        program, List.of(arguments), Map.of(), null, null, null, StdinMode.CLOSED);
  }

  static CommandSpec named(String program, Map<String, String> environment) {
    return new CommandSpec(program, List.of(), environment, null, null, null, StdinMode.CLOSED);
  }

  static CommandSpec withStdin(String script) {
    return new CommandSpec("sh", List.of("-c", script), Map.of(), null, null, null, StdinMode.OPEN);
  }

  static CommandSpec withTimeout(String script, Duration timeout) {
    return new CommandSpec(
        "sh", List.of("-c", script), Map.of(), null, null, timeout, StdinMode.CLOSED);
  }

  static CommandSpec in(String directory, String script) {
    return new CommandSpec(
        "sh", List.of("-c", script), Map.of(), directory, null, null, StdinMode.CLOSED);
  }

  static CommandSpec withEnvironment(Map<String, String> environment, String script) {
    return new CommandSpec(
        "sh", List.of("-c", script), environment, null, null, null, StdinMode.CLOSED);
  }

  static CommandSpec onTerminal(TerminalSize size, String script) {
    return new CommandSpec("sh", List.of("-c", script), Map.of(), null, size, null, StdinMode.OPEN);
  }
}
