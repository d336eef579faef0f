package io.sluice.gateway.app;

import io.sluice.gateway.cli.ListenAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is started with.
 *
 * @param data where everything lives that must not be lost
 * @param databaseUrl null: a PostgreSQL of our own, in the data directory
 * @param localRunner whether commands run on this machine too
 * @param driver what runs them
 */
record GatewaySettings(
    ListenAddress listen,
    Path data,
    @Nullable String databaseUrl,
    boolean localRunner,
    String driver,
    Tuning tuning) {
  /** Without the database URL, which may hold a password. */
  @Override
  public String toString() {
    return "GatewaySettings[" + listen + ", " + data + "]";
  }
}
