package io.sluice.bridge.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kernel tells of processes. */
final class ProcFs {
  private static final Path ROOT = Path.of("/proc");

  /** Fields of /proc/PID/stat, counted from the one after the name in parentheses. */
  private static final int SESSION = 3;

  private static final int START_TIME = 19;

  private ProcFs() {}

  /** Ticks since the boot, which with the pid names a process for the life of the machine. */
  static @Nullable Long startTime(long pid) {
    List<String> fields = fields(ROOT.resolve(Long.toString(pid)));
    return fields.size() > START_TIME ? Long.valueOf(fields.get(START_TIME)) : null;
  }

  static String bootId() throws IOException {
    return Files.readString(ROOT.resolve("sys/kernel/random/boot_id")).strip();
  }

  /** Every process of the session that this pid leads: a shell puts its jobs in other groups. */
  static List<Integer> sessionMembers(int leader) {
    List<Integer> members = new ArrayList<>();
    String session = Integer.toString(leader);
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(ROOT, "[0-9]*")) {
      for (Path process : processes) {
        List<String> fields = fields(process);
        if (fields.size() > SESSION && fields.get(SESSION).equals(session)) {
          members.add(Integer.valueOf(process.getFileName().toString()));
        }
      }
    } catch (IOException unreadable) {
      return members;
    }
    return members;
  }

  /** The name may hold anything, spaces and parentheses too. Empty: the process is gone. */
  private static List<String> fields(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException gone) {
      return List.of();
    }
  }
}
