package io.sluice.gateway.it;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Numbered lines of eight characters, so that every place in them can be told from every other. */
final class Lines {
  private Lines() {}

  static String numbered(int lines) {
    return IntStream.rangeClosed(1, lines)
        .mapToObj("%07d\n"::formatted)
        .collect(Collectors.joining());
  }

  /** A command that writes them as fast as it can. */
  static String[] command(int lines) {
    return new String[] {"seq", "-f", "%07.0f", "1", Integer.toString(lines)};
  }

  /** A command that writes them one by one, and takes about so long. */
  static String[] slowCommand(int lines, int seconds) {
    String pause = "%.3f".formatted((double) seconds / lines);
    String script =
        "for i in $(seq -f %07.0f 1 " + lines + "); do echo $i; sleep " + pause + "; done";
    return new String[] {"sh", "-c", script};
  }
}
