package io.sluice.persistence.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one gateway of a database: a session-level advisory lock on a connection of its own, probed
 * every second. When that connection breaks, as in a restart of the server, the lock is taken again
 * on a new one, tried every second as long as the patience lasts; that it was nobody else's
 * meanwhile is seen from the owner row, which every taker changes. Otherwise it is lost.
 */
final class GatewayLock implements AutoCloseable {
  /** Its number among the advisory locks of the database. */
  static final long KEY = 0x51_75_69_63_65L;

  private static final Logger LOG = LoggerFactory.getLogger(GatewayLock.class);
  private static final int PROBE_MS = 1_000;
  private static final String TIMEOUT_SECONDS = "5";
  private static final String HELD =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
          + " AND granted AND ((classid::bigint << 32) | objid::bigint) = "
          + KEY;
  private static final String OWN =
      "INSERT INTO gateway_owner (owner) VALUES (gen_random_uuid())"
          + " ON CONFLICT (one) DO UPDATE SET owner = excluded.owner RETURNING owner";

  private final DatabaseSettings settings;
  private final ScheduledExecutorService probe =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sluice-database-lock").factory());
  private Connection connection;
  private String owner = "";
  private volatile boolean held = true;
  private volatile boolean closed;
  private long missedMillis;

  private GatewayLock(DatabaseSettings settings, Connection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  static GatewayLock take(DatabaseSettings settings) throws DatabaseException {
    Connection connection = null;
    try {
      connection = connect(settings);
      if (acquired(connection)) {
        return new GatewayLock(settings, connection);
      }
    } catch (SQLException e) {
      closeQuietly(connection);
      throw new DatabaseUnavailable(
          "The database " + settings.place() + " cannot be used: " + oneLine(e), e);
    }
    closeQuietly(connection);
    throw new DatabaseInUse(
        "Another gateway uses the database " + settings.place() + "; only one may at a time.");
  }

  /** Writes down that the lock is ours and watches it from now on. */
  void watch(Runnable onLost) throws DatabaseUnavailable {
    try {
      owner = one(connection, OWN);
    } catch (SQLException e) {
      throw new DatabaseUnavailable(
          "The database " + settings.place() + " cannot be written: " + oneLine(e), e);
    }
    var _ =
        probe.scheduleWithFixedDelay(
            () -> probeOnce(onLost), PROBE_MS, PROBE_MS, TimeUnit.MILLISECONDS);
  }

  private void probeOnce(Runnable onLost) {
    Answer answer = held ? held() : Answer.UNKNOWN;
    if (answer == Answer.UNKNOWN) {
      answer = retaken();
    }
    switch (answer) {
      case OURS -> back();
      case UNKNOWN -> {
        held = false;
        missedMillis += PROBE_MS;
        if (missedMillis >= settings.patience().outage().toMillis()) {
          lost(onLost, "the database did not answer");
        }
      }
      case NOT_OURS -> lost(onLost, "another session has taken it");
    }
  }

  private void back() {
    if (!held) {
      LOG.info("the database answers again, and nobody else had its lock");
    }
    missedMillis = 0;
    held = true;
  }

  /** Whether it was ours when it was last looked at. */
  boolean isHeld() {
    return held && !closed;
  }

  private enum Answer {
    OURS,
    NOT_OURS,
    UNKNOWN
  }

  private Answer held() {
    try {
      return one(connection, HELD).equals("0") ? Answer.UNKNOWN : Answer.OURS;
    } catch (SQLException e) {
      LOG.warn("the connection that holds the gateway's database lock failed: {}", oneLine(e));
      return Answer.UNKNOWN;
    }
  }

  private Answer retaken() {
    closeQuietly(connection);
    try {
      connection = connect(settings);
      if (!acquired(connection)) {
        return Answer.NOT_OURS;
      }
      boolean unchanged = one(connection, "SELECT owner FROM gateway_owner").equals(owner);
      return unchanged ? Answer.OURS : Answer.NOT_OURS;
    } catch (SQLException e) {
      return Answer.UNKNOWN;
    }
  }

  private void lost(Runnable onLost, String why) {
    if (closed) {
      return;
    }
    LOG.error("the gateway's database lock is lost: {}", why);
    probe.shutdown();
    closeQuietly(connection);
    onLost.run();
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    properties.setProperty("loginTimeout", TIMEOUT_SECONDS);
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
    properties.setProperty("ApplicationName", "sluice-lock");
    return DriverManager.getConnection(settings.driverUrl(), properties);
  }

  private static boolean acquired(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, KEY);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static String oneLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }

  private static void closeQuietly(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a connection did not close cleanly", e);
    }
  }

  /** Gives the lock up; nothing is called back any more. */
  @Override
  public void close() {
    closed = true;
    probe.shutdownNow();
    try {
      if (!probe.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.warn("the database lock's probe did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeQuietly(connection);
  }
}
