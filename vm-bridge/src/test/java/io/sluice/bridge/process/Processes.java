package io.sluice.bridge.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What is known of processes from outside. */
final class Processes {
  private Processes() {}

  /** A zombie runs no more: whoever inherited it may take its time to reap it. */
  static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException gone) {
      return false;
    }
  }

  /** A signal takes its time; without one the processes of these tests run for minutes. */
  static void awaitEnd(long pid) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !isRunning(pid));
  }

  /** Until not even a zombie is left. */
  static void awaitReaped(long pid) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ProcFs.startTime(pid) == null);
  }

  /** Ends a process that outlived its parent; false: there was none. */
  static boolean end(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
  }
}
