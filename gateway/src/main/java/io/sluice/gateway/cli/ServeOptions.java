package io.sluice.gateway.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code sluice serve} was asked for.
 *
 * @param databaseUrl a JDBC URL; null: the embedded PostgreSQL
 * @param localRunner whether commands run on this machine too
 * @param config a file of settings; null: none
 * @param idleExit ends by itself after so long without use; null: never
 * @param driver what runs commands on this machine of boxes that name none
 */
public record ServeOptions(
    ListenAddress listen,
    DataDirectory data,
    @Nullable String databaseUrl,
    boolean localRunner,
    @Nullable Path config,
    @Nullable Duration idleExit,
    String driver) {
  /** Without the database URL, which may hold a password. */
  @Override
  public String toString() {
    return "ServeOptions[" + listen + ", " + data + "]";
  }
}
