package io.sluice.bridge.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kernel tells of processes. */
final class ProcFs {
  private static final Path ROOT = Path.of("/proc");

  /** Fields of /proc/PID/stat, counted from the one after the name in parentheses. */
  private static final int STATE = 0;

  private static final int PARENT = 1;
  private static final int GROUP = 2;
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

  /** A name that the kernel gives once and that nobody can guess. */
  static String unguessable() throws IOException {
    return Files.readString(ROOT.resolve("sys/kernel/random/uuid")).strip();
  }

  /** Every process, zombies too; one that comes or goes meanwhile may be missing. */
  static List<ProcessEntry> entries() {
    List<ProcessEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(ROOT, "[0-9]*")) {
      for (Path process : processes) {
        ProcessEntry entry = entry(process);
        if (entry != null) {
          entries.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      return entries;
    }
    return entries;
  }

  /** Null: it is gone. */
  static @Nullable ProcessEntry entry(int pid) {
    return entry(ROOT.resolve(Integer.toString(pid)));
  }

  /** Not every kernel lists them; then the whole table is read. */
  static List<Integer> children(int parent) {
    String own = Integer.toString(parent);
    try {
      String list =
          Files.readString(ROOT.resolve(own).resolve("task").resolve(own).resolve("children"));
      return list.isBlank()
          ? List.of()
          : Arrays.stream(list.strip().split(" ", -1)).map(Integer::valueOf).toList();
    } catch (IOException unlisted) {
      return entries().stream()
          .filter(entry -> entry.parent() == parent)
          .map(ProcessEntry::pid)
          .toList();
    }
  }

  static boolean isAlive(int pid) {
    ProcessEntry entry = entry(pid);
    return entry != null && entry.isAlive();
  }

  private static @Nullable ProcessEntry entry(Path process) {
    List<String> fields = fields(process);
    if (fields.size() <= START_TIME) {
      return null;
    }
    return new ProcessEntry(
        Integer.parseInt(process.getFileName().toString()),
        fields.get(STATE).charAt(0),
        Integer.parseInt(fields.get(PARENT)),
        Integer.parseInt(fields.get(GROUP)),
        Integer.parseInt(fields.get(SESSION)),
        Long.parseLong(fields.get(START_TIME)));
  }

  /** Every process of the session that this pid leads: a shell puts its jobs in other groups. */
  static List<Integer> sessionMembers(int leader) {
    return entries().stream().filter(e -> e.session() == leader).map(ProcessEntry::pid).toList();
  }

  /** The control groups of a process, as the kernel writes them. Empty: it is gone. */
  static List<String> controlGroups(int pid) {
    try {
      return Files.readAllLines(ROOT.resolve(Integer.toString(pid)).resolve("cgroup"));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /**
   * The value of a variable that the process was given at its last exec. Null: it has none, or it
   * is gone or another user's.
   */
  static @Nullable String variable(int pid, String name) {
    String all;
    try {
      Path file = ROOT.resolve(Integer.toString(pid)).resolve("environ");
      all = "\0" + Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return null;
    }
    int begin = all.indexOf("\0" + name + "=");
    if (begin < 0) {
      return null;
    }
    int value = begin + name.length() + 2;
    int end = all.indexOf('\0', value);
    return all.substring(value, end < 0 ? all.length() : end);
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
