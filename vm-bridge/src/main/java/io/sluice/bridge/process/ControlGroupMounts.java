package io.sluice.bridge.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds this process's own control group in the file system. */
final class ControlGroupMounts {
  private static final int MOUNT_ROOT = 3;
  private static final int MOUNT_POINT = 4;
  private static final String V1_CONTROLLER = "freezer";

  private ControlGroupMounts() {}

  /** Null: that kind is not there. */
  static @Nullable Path home(Containment kind) throws IOException {
    return home(
        kind,
        Files.readAllLines(Path.of("/proc/self/mountinfo")),
        Files.readAllLines(Path.of("/proc/self/cgroup")));
  }

  static @Nullable Path home(Containment kind, List<String> mounts, List<String> memberships) {
    String own = membership(kind, memberships);
    if (own == null) {
      return null;
    }
    for (String line : mounts) {
      int separator = line.indexOf(" - ");
      if (separator > 0 && isOf(kind, line.substring(separator + 3).split(" ", -1))) {
        String[] fields = line.substring(0, separator).split(" ", -1);
        Path inside = Path.of(fields[MOUNT_ROOT]);
        Path wanted = Path.of(own);
        // What lies outside of the part that is mounted here cannot be reached.
        return wanted.startsWith(inside)
            ? Path.of(fields[MOUNT_POINT]).resolve(inside.relativize(wanted)).normalize()
            : null;
      }
    }
    return null;
  }

  /** The type of the file system comes first, the controllers are among its last options. */
  private static boolean isOf(Containment kind, String[] typeSourceOptions) {
    return switch (kind) {
      case UNIFIED -> typeSourceOptions[0].equals("cgroup2");
      case FREEZER ->
          typeSourceOptions[0].equals("cgroup")
              && List.of(typeSourceOptions[typeSourceOptions.length - 1].split(",", -1))
                  .contains(V1_CONTROLLER);
    };
  }

  /** Lines are {@code number:controllers:path}; version 2 has neither number nor controllers. */
  private static @Nullable String membership(Containment kind, List<String> lines) {
    for (String line : lines) {
      String[] parts = line.split(":", 3);
      boolean fits =
          parts.length == 3
              && switch (kind) {
                case UNIFIED -> parts[0].equals("0") && parts[1].isEmpty();
                case FREEZER -> List.of(parts[1].split(",", -1)).contains(V1_CONTROLLER);
              };
      if (fits) {
        return parts[2];
      }
    }
    return null;
  }
}
