package io.sluice.persistence.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way to a pool whose database may be away. From the first caller that waited for a connection
 * in vain, one waits at a time and the others fail at once, until one was given again.
 */
public final class Outage {
  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicBoolean tried = new AtomicBoolean();

  /** Where connections come from; may wait, for a bounded time. */
  public interface Pool {
    Connection connection() throws SQLException;
  }

  /**
   * A connection of the pool.
   *
   * @throws SQLException when it gives none, or when somebody else finds out just now
   */
  public Connection of(Pool pool) throws SQLException {
    if (!away.get()) {
      return asked(pool);
    }
    if (!tried.compareAndSet(false, true)) {
      throw new SQLTransientConnectionException("the database does not answer", "08001");
    }
    try {
      return asked(pool);
    } finally {
      tried.set(false);
    }
  }

  private Connection asked(Pool pool) throws SQLException {
    try {
      Connection connection = pool.connection();
      away.set(false);
      return connection;
    } catch (SQLException failed) {
      away.set(true);
      throw failed;
    }
  }
}
