package io.sluice.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A small shell that outlives a crash of the gateway and then, after a grace in which a new gateway
 * may adopt the server, stops it. A new gateway says so by writing itself into the owner file.
 * Processes are told apart by number and start time (field 22 of their stat file).
 */
record Watchdog(Process process) {
  private static final String SCRIPT =
      """
      alive() {
        read -r stat < "/proc/$1/stat" || return 1
        wanted=$2
        set -- ${stat##*) }
        [ "${20}" = "$wanted" ]
      }
      while alive "$1" "$2"; do
        if alive "$3" "$4"; then sleep 2; continue; fi
        sleep "$6"
        read -r owner < "$5" || exit 0
        [ "$owner" = "$3 $4" ] && alive "$1" "$2" && kill -INT "$1"
        exit 0
      done
      """;

  private static final int START_TIME_FIELD = 19;

  /** Takes the cluster over for this process and watches the server. */
  static Watchdog over(Server server, Path ownerFile, Duration grace) throws IOException {
    long pid = ProcessHandle.current().pid();
    String started = startTime(pid);
    Files.writeString(ownerFile, pid + " " + started + "\n");
    long serverPid = server.process().pid();
    List<String> command =
        List.of(
            "setsid",
            "/bin/sh",
            "-c",
            SCRIPT,
            "sluice-postgres-watchdog",
            Long.toString(serverPid),
            startTime(serverPid),
            Long.toString(pid),
            started,
            ownerFile.toString(),
            Long.toString(grace.toSeconds()));
    Process process =
        Commands.builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    return new Watchdog(process);
  }

  private static String startTime(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_TIME_FIELD];
  }

  void stop() {
    process.destroyForcibly();
  }
}
