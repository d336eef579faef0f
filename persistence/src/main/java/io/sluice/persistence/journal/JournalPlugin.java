package io.sluice.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings that make an actor system journal into a database: put them before the others
 * ({@code JournalPlugin.of(…).withFallback(ConfigFactory.load())}). They hold the password: never
 * log them.
 */
public final class JournalPlugin {
  private static final String SHARED = "pekko-persistence-jdbc.shared-databases.slick.";
  private static final String JOURNAL = "jdbc-journal";
  private static final String SNAPSHOT = "jdbc-snapshot-store";
  private static final String BREAKER_RESET = ".circuit-breaker.reset-timeout";
  private static final String RESET = "500ms";
  private static final String NEVER = "24h";
  private static final String PLUGIN_DISPATCHER = ".plugin-dispatcher";
  private static final String DEFAULT_DISPATCHER = "pekko.actor.default-dispatcher";
  private static final String COMMITS_AT_ONCE = JOURNAL + ".sluice.commits-at-once";
  private static final String WAITING_WRITES = JOURNAL + ".sluice.waiting-writes";
  private static final String CONNECTIONS = SHARED + "db.maxConnections";

  private JournalPlugin() {}

  public static Config of(Database database) {
    return of(database, JournalSettings.DEFAULT);
  }

  public static Config of(Database database, JournalSettings settings) {
    Map<String, Object> values = new HashMap<>();
    values.put("pekko.persistence.journal.plugin", JOURNAL);
    values.put("pekko.persistence.snapshot-store.plugin", SNAPSHOT);
    pool(values, database, settings);
    values.put(JOURNAL + ".use-shared-db", "slick");
    values.put(JOURNAL + ".dao", PostgresJournalDao.class.getName());
    values.put(SNAPSHOT + ".use-shared-db", "slick");
    values.put(SNAPSHOT + ".dao", PostgresSnapshotDao.class.getName());
    // By default each has a thread of its own, to which every message is handed over.
    values.put(JOURNAL + PLUGIN_DISPATCHER, DEFAULT_DISPATCHER);
    values.put(SNAPSHOT + PLUGIN_DISPATCHER, DEFAULT_DISPATCHER);
    // A database that is back is used at once: by default the open breaker fails all for 30 s.
    values.put(JOURNAL + BREAKER_RESET, RESET);
    values.put(SNAPSHOT + BREAKER_RESET, RESET);
    // A read ends by the bounds of its connection. A recovery that ended before it and began again
    // would be told the entries of both.
    values.put(JOURNAL + ".recovery-event-timeout", NEVER);
    values.put(COMMITS_AT_ONCE, settings.commitsAtOnce());
    values.put(WAITING_WRITES, settings.waitingWrites());
    return ConfigFactory.parseMap(values, "journal settings");
  }

  /** What {@link #of} was given, of an actor system that was started with it. */
  static JournalSettings settings(Config config) {
    return new JournalSettings(
        config.getInt(COMMITS_AT_ONCE), config.getInt(WAITING_WRITES), config.getInt(CONNECTIONS));
  }

  private static void pool(
      Map<String, Object> values, Database database, JournalSettings settings) {
    values.put(SHARED + "profile", "slick.jdbc.PostgresProfile$");
    String pool = SHARED + "db.";
    values.put(pool + "connectionPool", "HikariCP");
    values.put(pool + "driver", "org.postgresql.Driver");
    values.put(pool + "url", database.driverUrl());
    values.put(pool + "user", database.settings().user());
    values.put(pool + "password", database.settings().password());
    // Never used, but the plugin warns when they are fewer than the connections.
    values.put(pool + "numThreads", settings.connections());
    values.put(CONNECTIONS, settings.connections());
    values.put(pool + "minConnections", Math.min(2, settings.connections()));
    DatabaseSettings.Patience patience = database.settings().patience();
    values.put(pool + "connectionTimeout", patience.connect().toMillis());
    values.put(pool + "connectionInitSql", patience.statementTimeout());
    values.put(pool + "properties.socketTimeout", patience.socketSeconds());
  }
}
