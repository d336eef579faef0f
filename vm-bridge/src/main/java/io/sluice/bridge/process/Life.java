package io.sluice.bridge.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a driver, by a name that all processes of all its executions carry. Its file in the
 * state directory lets the next life end what this one may leave behind.
 *
 * @param group around all of them; null: there is none
 */
record Life(String name, @Nullable ControlGroup group) {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);
  private static final String NO_GROUP = "-";
  private static final int LINES = 4;

  /** Lines: boot, name, kind of control group, its directory. */
  void write(Path file) throws IOException {
    List<String> lines =
        List.of(
            ProcFs.bootId(),
            name,
            group == null ? NO_GROUP : group.kind().name(),
            group == null ? NO_GROUP : group.directory().toString());
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.write(draft, lines);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Null: there was none, or it was before the machine's last start. */
  static @Nullable Life read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException none) {
      return null;
    }
    if (lines.size() < LINES || !lines.get(0).equals(ProcFs.bootId()) || lines.get(1).isEmpty()) {
      LOG.debug("what {} tells is of no use", file);
      return null;
    }
    return new Life(lines.get(1), group(lines.get(2), Path.of(lines.get(3))));
  }

  private static @Nullable ControlGroup group(String kind, Path directory) {
    for (Containment known : Containment.values()) {
      if (known.name().equals(kind)) {
        return new ControlGroup(directory, known);
      }
    }
    return null;
  }
}
