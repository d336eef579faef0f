package io.sluice.gateway.app;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.persistence.embedded.EmbeddedPostgres;
import io.sluice.persistence.embedded.EmbeddedPostgresException;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseException;
import io.sluice.persistence.sql.DatabaseSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The database of a gateway, and the server behind it when that is ours. */
final class Storage implements AutoCloseable {
  private final @Nullable EmbeddedPostgres server;
  private final Database database;

  private Storage(@Nullable EmbeddedPostgres server, Database database) {
    this.server = server;
    this.database = database;
  }

  /** Opens what a gateway is started with. */
  static Storage open(GatewaySettings settings, Runnable onLost) throws UserFailure {
    return open(settings.data(), settings.databaseUrl(), settings.tuning().database(), onLost);
  }

  /**
   * Opens the database.
   *
   * @param url null: a PostgreSQL of our own in the data directory
   * @param patience how long it is waited for
   * @param onLost called when another gateway may write from now on
   */
  static Storage open(
      Path data, @Nullable String url, DatabaseSettings.Patience patience, Runnable onLost)
      throws UserFailure {
    if (url != null) {
      return new Storage(null, database(external(url).with(patience), onLost));
    }
    EmbeddedPostgres server = server(data);
    try {
      DatabaseSettings settings =
          DatabaseSettings.of(server.jdbcUrl(), server.user(), server.password());
      return new Storage(server, database(settings.with(patience), onLost));
    } catch (UserFailure | RuntimeException failed) {
      server.close();
      throw failed;
    }
  }

  private static EmbeddedPostgres server(Path data) throws UserFailure {
    try {
      return EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(data.resolve("postgres")));
    } catch (EmbeddedPostgresException failed) {
      throw new UserFailure(String.valueOf(failed.getMessage()));
    }
  }

  private static DatabaseSettings external(String url) throws UserFailure {
    try {
      return DatabaseSettings.parse(url);
    } catch (IllegalArgumentException wrong) {
      throw new UserFailure(String.valueOf(wrong.getMessage()));
    }
  }

  private static Database database(DatabaseSettings settings, Runnable onLost) throws UserFailure {
    try {
      return Database.open(settings, onLost);
    } catch (DatabaseException failed) {
      throw new UserFailure(String.valueOf(failed.getMessage()));
    }
  }

  Database database() {
    return database;
  }

  /** The server goes last: everything else may need it to the end. */
  @Override
  public void close() {
    database.close();
    if (server != null) {
      server.close();
    }
  }
}
