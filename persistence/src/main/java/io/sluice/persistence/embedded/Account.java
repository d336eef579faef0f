package io.sluice.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whom PostgreSQL runs as; it refuses to run as root. */
sealed interface Account {
  /** As whoever runs the gateway. */
  record Ourselves() implements Account {}

  /**
   * We are root and step down to this one.
   *
   * @param passesAll whether it keeps the one right of root to pass through directories that are
   *     closed to others, as the home of root is
   */
  record Other(int uid, int gid, boolean passesAll) implements Account {}

  /** Preferred first; initdb needs an account that has a name. */
  List<String> NAMES = List.of("sluice", "nobody");

  /** The owner of a cluster that exists, else an unprivileged account of this machine. */
  static Account of(Path cluster) throws IOException, EmbeddedPostgresException {
    if (ownUid() != 0) {
      return new Ourselves();
    }
    if (Files.isDirectory(cluster)) {
      int uid = (Integer) Files.getAttribute(cluster, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      int gid = (Integer) Files.getAttribute(cluster, "unix:gid", LinkOption.NOFOLLOW_LINKS);
      if (uid != 0) {
        return new Other(uid, gid, false);
      }
    }
    return unprivileged();
  }

  private static int ownUid() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private static Account unprivileged() throws IOException, EmbeddedPostgresException {
    List<String> passwd = Files.readAllLines(Path.of("/etc/passwd"));
    for (String name : NAMES) {
      for (String line : passwd) {
        String[] fields = line.split(":", -1);
        if (fields.length > 3 && fields[0].equals(name)) {
          return new Other(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), false);
        }
      }
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL does not run as root and this machine has no account named "
            + String.join(" or ", NAMES)
            + "; create one, or run the gateway as an unprivileged user.");
  }

  /** The same, passing through closed directories where there is a choice. */
  default Account passingAll() {
    return switch (this) {
      case Ourselves() -> this;
      case Other(int uid, int gid, boolean _) -> new Other(uid, gid, true);
    };
  }

  /** The command line that runs the given one as this account. */
  default List<String> command(List<String> command) {
    return switch (this) {
      case Ourselves() -> command;
      case Other(int uid, int gid, boolean passesAll) -> {
        List<String> whole =
            new ArrayList<>(
                List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups"));
        if (passesAll) {
          whole.addAll(List.of("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"));
        }
        whole.add("--");
        whole.addAll(command);
        yield whole;
      }
    };
  }

  /** Makes a file or an empty directory of ours theirs. */
  default void give(Path path) throws IOException {
    switch (this) {
      case Ourselves() -> {}
      case Other(int uid, int gid, boolean _) -> {
        Files.setAttribute(path, "unix:gid", gid);
        Files.setAttribute(path, "unix:uid", uid);
      }
    }
  }
}
