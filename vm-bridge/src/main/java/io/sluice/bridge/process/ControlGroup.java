package io.sluice.bridge.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A group of processes that none of them leaves by forking, by a new session or by a new
 * environment. Groups inside of it count as it.
 */
record ControlGroup(Path directory, Containment kind) {
  static final String PROCESSES = "cgroup.procs";
  private static final int KILL = 9;

  /** Moves a process in; what it forked before stays outside. */
  void add(int pid) throws IOException {
    Files.writeString(directory.resolve(PROCESSES), Integer.toString(pid));
  }

  /** Whoever is in it, at this moment. */
  List<Integer> members() {
    List<Integer> members = new ArrayList<>();
    for (ControlGroup inner : inner()) {
      members.addAll(inner.members());
    }
    try {
      Files.readAllLines(directory.resolve(PROCESSES))
          .forEach(line -> members.add(Integer.valueOf(line)));
    } catch (IOException gone) {
      return members;
    }
    return members;
  }

  /**
   * Kills all members.
   *
   * @throws IOException when the kernel does not do it; nothing is said of who was killed
   */
  void kill() throws IOException {
    switch (kind) {
      case UNIFIED -> Files.writeString(directory.resolve("cgroup.kill"), "1");
      case FREEZER -> {
        Path state = directory.resolve("freezer.state");
        Files.writeString(state, "FROZEN");
        try {
          members().forEach(member -> Children.signal(member, KILL));
        } finally {
          Files.writeString(state, "THAWED");
        }
      }
    }
  }

  /** Whether it is gone, which it cannot be while somebody is in it. */
  boolean remove() {
    inner().forEach(ControlGroup::remove);
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  private List<ControlGroup> inner() {
    List<ControlGroup> inner = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
      entries.forEach(entry -> inner.add(new ControlGroup(entry, kind)));
    } catch (IOException | DirectoryIteratorException gone) {
      return inner;
    }
    return inner;
  }
}
