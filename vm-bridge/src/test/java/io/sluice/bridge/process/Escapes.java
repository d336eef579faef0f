package io.sluice.bridge.process;

import io.sluice.protocol.model.Channel;

/** Scripts with a grandchild that tells its pid and left group, session and parent behind it. */
final class Escapes {
  private Escapes() {}

  /** The grandchild is another process's child before the script goes on with what follows. */
  static String then(String what) {
    return escape("", "") + what;
  }

  static String deafToTermThen(String what) {
    return escape("", "trap '' TERM; ") + what;
  }

  static String withoutEnvironmentThen(String what) {
    return escape("env -i PATH=\"$PATH\" ", "") + what;
  }

  /** {@code setsid} ends when its shell ends, which does not wait for what it forked. */
  private static String escape(String by, String first) {
    String stay = first + "echo $$; while :; do sleep 300; done </dev/null >/dev/null 2>&1";
    return by + "setsid sh -c 'sh -c \"" + quoted(stay) + "\" &'; ";
  }

  private static String quoted(String script) {
    return script.replace("$", "\\$").replace("'", "'\\''").replace("\"", "\\\"");
  }

  static long pidOf(Recorder recorder) {
    String text = recorder.awaitLines(Channel.STDOUT, 1).text(Channel.STDOUT);
    return Long.parseLong(text.lines().findFirst().orElseThrow());
  }
}
