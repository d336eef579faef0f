package io.sluice.persistence.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sluice.persistence.index.StorageUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * One database, migrated, locked for this gateway, with a pool. Close it after everything that uses
 * it.
 */
public final class Database implements AutoCloseable {
  /** SQL states of these classes say that what was asked is wrong, not that the database is ill. */
  private static final Set<String> OWN_FAULTS = Set.of("0A", "22", "23", "42");

  private final DatabaseSettings settings;
  private final GatewayLock lock;
  private final HikariDataSource pool;
  private final Outage outage = new Outage();
  private final Troubles troubles = new Troubles("the database");

  private Database(DatabaseSettings settings, GatewayLock lock, HikariDataSource pool) {
    this.settings = settings;
    this.lock = lock;
    this.pool = pool;
  }

  /**
   * Connects, takes the lock, migrates.
   *
   * @param onLost called once, on a thread of ours, when the lock is lost for good, which an outage
   *     within the patience is not: another gateway may write from then on, so this one must stop
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
    config.setConnectionTimeout(settings.patience().connect().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(settings.patience().statementTimeout());
    config.addDataSourceProperty("socketTimeout", settings.patience().socketSeconds());
    return new HikariDataSource(config);
  }

  public DatabaseSettings settings() {
    return settings;
  }

  /** The URL that every pool on this database uses. */
  public String driverUrl() {
    return settings.driverUrl();
  }

  /**
   * Whether a statement succeeded when it was last tried, which is every second; waits for none.
   */
  public boolean isReachable() {
    return lock.isHeld();
  }

  /** A connection of the pool; close it soon. Commits each statement unless told otherwise. */
  public Connection connection() throws SQLException {
    return outage.of(pool::getConnection);
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
      troubles.happened(e);
      boolean passing = !OWN_FAULTS.contains(Troubles.state(e).substring(0, 2));
      throw new StorageUnavailable("the database could not " + what, passing, e);
    }
  }

  /** Closes the pool, then gives up the lock. */
  @Override
  public void close() {
    pool.close();
    lock.close();
  }
}
