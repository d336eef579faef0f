package io.sluice.bridge.process;

import io.sluice.protocol.model.CommandSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a child finds in its environment: a few names of the runner's own, then the request's. */
final class ChildEnvironment {
  private static final Set<String> PASSED_ON =
      Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR");

  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final String DEFAULT_TERMINAL = "xterm-256color";

  private final Map<String, String> variables;

  private ChildEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * @param given in place of the runner's
   * @param mark by which its processes are found; the one thing that a request cannot change
   */
  static ChildEnvironment of(
      Map<String, String> runners, Map<String, String> given, CommandSpec command, String mark) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", DEFAULT_PATH);
    if (command.terminal() != null) {
      variables.put("TERM", runners.getOrDefault("TERM", DEFAULT_TERMINAL));
    }
    runners.forEach(
        (name, value) -> {
          if (PASSED_ON.contains(name) || name.startsWith("LC_")) {
            variables.put(name, value);
          }
        });
    variables.putAll(given);
    variables.putAll(command.environment());
    variables.put(Family.MARK_VARIABLE, mark);
    return new ChildEnvironment(variables);
  }

  List<String> asPairs() {
    return variables.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  Map<String, String> withoutMark() {
    Map<String, String> others = new TreeMap<>(variables);
    others.remove(Family.MARK_VARIABLE);
    return others;
  }

  /** The directories to look programs up in; an empty one is the working directory. */
  List<String> searchPath() {
    return List.of(variables.getOrDefault("PATH", DEFAULT_PATH).split(":", -1));
  }
}
