package io.sluice.persistence.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server writes of itself into postmaster.pid.
 *
 * @param ready whether it takes connections
 */
record PidFile(long pid, int port, boolean ready) {
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  /** Empty when there is none, or it is not written yet. */
  static Optional<PidFile> read(Path cluster) {
    try {
      List<String> lines =
          Files.readAllLines(cluster.resolve("postmaster.pid"), StandardCharsets.UTF_8);
      if (lines.size() <= PORT_LINE) {
        return Optional.empty();
      }
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
      return Optional.of(
          new PidFile(
              Long.parseLong(lines.getFirst().strip()),
              Integer.parseInt(lines.get(PORT_LINE).strip()),
              ready));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The process, when it is alive and a server of this very cluster. */
  Optional<ProcessHandle> server(Path cluster) {
    return ProcessHandle.of(pid).filter(process -> process.isAlive() && serves(cluster));
  }

  private boolean serves(Path cluster) {
    try {
      String commandLine = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      return List.of(commandLine.split("\0", -1)).contains(cluster.toString());
    } catch (IOException e) {
      return false;
    }
  }
}
