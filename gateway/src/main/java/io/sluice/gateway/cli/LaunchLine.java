package io.sluice.gateway.cli;

import java.nio.file.Path;
import java.util.List;

/** How this program is started once more. */
public final class LaunchLine {
  private LaunchLine() {}

  /** The launcher that started this process, else the same Java with the same class path. */
  public static List<String> ofThisProcess() {
    String launcher = System.getProperty("sluice.launcher", "");
    if (!launcher.isEmpty()) {
      return List.of(launcher);
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "io.sluice.gateway.app.Main");
  }
}
