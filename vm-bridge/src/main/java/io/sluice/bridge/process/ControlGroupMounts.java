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
  private static final String V1_FREEZER = "freezer";

  private ControlGroupMounts() {}

  /** Null: that kind is not there. */
  static @Nullable Path home(Containment kind) throws IOException {
    return home(controllerOf(kind), mounts(), memberships());
  }

  /** Where a controller is to be had in version 1. Null: nowhere. */
  static @Nullable Path home(Controller controller) throws IOException {
    return home(controller.word(), mounts(), memberships());
  }

  static @Nullable Path home(Containment kind, List<String> mounts, List<String> memberships) {
    return home(controllerOf(kind), mounts, memberships);
  }

  /** The path of a process's group among those of its kind. Null: it is gone. */
  static @Nullable String membership(Containment kind, int pid) {
    return membership(controllerOf(kind), ProcFs.controlGroups(pid));
  }

  /** Of version 1; null: version 2. */
  private static @Nullable String controllerOf(Containment kind) {
    return switch (kind) {
      case UNIFIED -> null;
      case FREEZER -> V1_FREEZER;
    };
  }

  private static List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo"));
  }

  private static List<String> memberships() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/cgroup"));
  }

  private static @Nullable Path home(
      @Nullable String controller, List<String> mounts, List<String> memberships) {
    String own = membership(controller, memberships);
    if (own == null) {
      return null;
    }
    for (String line : mounts) {
      int separator = line.indexOf(" - ");
      if (separator > 0 && isOf(controller, line.substring(separator + 3).split(" ", -1))) {
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
  private static boolean isOf(@Nullable String controller, String[] typeSourceOptions) {
    return controller == null
        ? typeSourceOptions[0].equals("cgroup2")
        : typeSourceOptions[0].equals("cgroup")
            && List.of(typeSourceOptions[typeSourceOptions.length - 1].split(",", -1))
                .contains(controller);
  }

  /** Lines are {@code number:controllers:path}; version 2 has neither number nor controllers. */
  private static @Nullable String membership(@Nullable String controller, List<String> lines) {
    for (String line : lines) {
      String[] parts = line.split(":", 3);
      if (parts.length != 3) {
        continue;
      }
      boolean fits =
          controller == null
              ? parts[0].equals("0") && parts[1].isEmpty()
              : List.of(parts[1].split(",", -1)).contains(controller);
      if (fits) {
        return parts[2];
      }
    }
    return null;
  }
}
