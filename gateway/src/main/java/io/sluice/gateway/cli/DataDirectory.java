package io.sluice.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a gateway keeps what it must not lose, and how clients of this machine find it. */
public record DataDirectory(Path path) {
  /** The choice of the command line, of {@code SLUICE_DATA}, else the XDG data folder. */
  static DataDirectory choose(@Nullable Path option, Map<String, String> environment) {
    if (option != null) {
      return new DataDirectory(option.toAbsolutePath().normalize());
    }
    String named = environment.getOrDefault("SLUICE_DATA", "");
    if (!named.isEmpty()) {
      return new DataDirectory(Path.of(named).toAbsolutePath().normalize());
    }
    String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    Path base = xdg.startsWith("/") ? Path.of(xdg) : Path.of(home, ".local", "share");
    return new DataDirectory(base.resolve("sluice").toAbsolutePath().normalize());
  }

  /**
   * Makes it, for its owner only, when it is not there.
   *
   * @throws UserFailure when that is not possible
   */
  public void create() throws UserFailure {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException failure) {
      throw new UserFailure("cannot make the data directory " + path + ": " + failure, failure);
    }
    if (!Files.isReadable(path) || !Files.isWritable(path)) {
      throw new UserFailure("cannot read and write the data directory " + path);
    }
  }

  /** Tells clients of this machine which gateway runs on it; see {@link GatewayFile}. */
  public Path gatewayFile() {
    return path.resolve("gateway.json");
  }

  /** A gateway holds a file lock on it from before it starts until after it stopped. */
  public Path gatewayLock() {
    return path.resolve("gateway.lock");
  }

  /** Held by whoever starts a gateway in the background, so that there is one start at a time. */
  public Path startLock() {
    return path.resolve("start.lock");
  }

  /** Where a gateway that was started in the background logs. */
  public Path gatewayLog() {
    return path.resolve("gateway.log");
  }

  /** The first tenant's key. */
  public Path adminKey() {
    return path.resolve("admin.key");
  }

  /** The local runner's token. */
  public Path runnerToken() {
    return path.resolve("runner.token");
  }
}
