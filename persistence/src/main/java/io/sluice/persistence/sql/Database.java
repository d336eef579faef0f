package io.sluice.persistence.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sluice.persistence.index.StorageUnavailable;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * One database, migrated, locked for this gateway, with a pool. Close it after everything that uses
 * it.
 */
public final class Database implements AutoCloseable {
  private static final long CONNECTION_TIMEOUT_MS = 10_000;

  /**
   * What takes longer fails as a database that does not answer; the journal is written elsewhere.
   */
  private static final long STATEMENT_TIMEOUT_MS = 60_000;

  private final DatabaseSettings settings;
  private final GatewayLock lock;
  private final HikariDataSource pool;

  private Database(DatabaseSettings settings, GatewayLock lock, HikariDataSource pool) {
    this.settings = settings;
    this.lock = lock;
    this.pool = pool;
  }

  /**
   * Connects, takes the lock, migrates.
   *
   * @param onLost called once, on a thread of ours, when the lock is lost for good: another gateway
   *     may write from then on, so this one must stop
   * @throws DatabaseUnavailable when it cannot be reached
   * @throws DatabaseInUse when another gateway has the lock
   * @throws SchemaMismatch when its tables are not, and cannot become, what this build needs
   */
  public static Database open(DatabaseSettings settings, Runnable onLost) throws DatabaseException {
    GatewayLock lock = GatewayLock.take(settings);
    try {
      Migrations.migrate(settings);
      lock.watch(onLost);
      return new Database(settings, lock, pool(settings));
    } catch (DatabaseException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static HikariDataSource pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("sluice-index");
    config.setJdbcUrl(settings.driverUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(Math.min(2, settings.poolSize()));
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql("SET statement_timeout = " + STATEMENT_TIMEOUT_MS);
    return new HikariDataSource(config);
  }

  public DatabaseSettings settings() {
    return settings;
  }

  /** The URL that every pool on this database uses. */
  public String driverUrl() {
    return settings.driverUrl();
  }

  /** Whether a statement succeeds now. */
  public boolean isReachable() {
    try (Connection connection = connection()) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  /** A connection of the pool; close it soon. Commits each statement unless told otherwise. */
  public Connection connection() throws SQLException {
    return pool.getConnection();
  }

  /** What to do with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /**
   * @param what for the message, as in "could not …"
   * @throws StorageUnavailable when the database fails
   */
  <T> T call(String what, Work<T> work) {
    try (Connection connection = connection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw new StorageUnavailable("the database could not " + what, e);
    }
  }

  /** Closes the pool, then gives up the lock. */
  @Override
  public void close() {
    pool.close();
    lock.close();
  }
}
