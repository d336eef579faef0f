package io.sluice.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach the PostgreSQL that another process of ours runs.
 *
 * @param jdbcUrl without user and password
 */
public record RunningServer(String jdbcUrl, String user, String password) {
  /**
   * Empty when none runs in the directory.
   *
   * @throws IOException when the password cannot be read
   */
  public static Optional<RunningServer> find(Path directory) throws IOException {
    Path real = directory.toRealPath();
    Path cluster = real.resolve("cluster");
    Optional<PidFile> file =
        PidFile.read(cluster).filter(f -> f.ready() && f.server(cluster).isPresent());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String password = Files.readString(real.resolve("password")).strip();
    String url = "jdbc:postgresql://127.0.0.1:" + file.get().port() + "/postgres";
    return Optional.of(new RunningServer(url, Cluster.USER, password));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RunningServer[" + jdbcUrl + "]";
  }
}
