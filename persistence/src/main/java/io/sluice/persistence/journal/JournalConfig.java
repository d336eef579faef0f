package io.sluice.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.sluice.persistence.codec.EventSerializer;
import io.sluice.persistence.codec.StateSerializer;
import io.sluice.persistence.sql.Database;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.State;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings that make an actor system journal into a database: put them before the others
 * ({@code JournalConfig.of(…).withFallback(ConfigFactory.load())}). They hold the password: never
 * log them.
 */
public final class JournalConfig {
  private static final String SHARED = "pekko-persistence-jdbc.shared-databases.slick.";
  private static final String SNAPSHOT = "jdbc-snapshot-store";

  private JournalConfig() {}

  public static Config of(Database database) {
    return of(database, JournalSettings.DEFAULT);
  }

  public static Config of(Database database, JournalSettings settings) {
    Map<String, Object> values = new HashMap<>();
    values.put("pekko.persistence.journal.plugin", "jdbc-journal");
    values.put("pekko.persistence.snapshot-store.plugin", SNAPSHOT);
    pool(values, database, settings);
    values.put("jdbc-journal.use-shared-db", "slick");
    values.put(SNAPSHOT + ".use-shared-db", "slick");
    values.put("jdbc-read-journal.use-shared-db", "slick");
    values.put("jdbc-journal.parallelism", settings.parallelism());
    values.put("jdbc-journal.batchSize", settings.batchSize());
    values.put("jdbc-journal.bufferSize", settings.bufferSize());
    serializers(values);
    return ConfigFactory.parseMap(values, "journal settings");
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
    values.put(pool + "numThreads", settings.connections());
    values.put(pool + "maxConnections", settings.connections());
    values.put(pool + "minConnections", Math.min(2, settings.connections()));
    values.put(pool + "connectionTimeout", 10_000);
    values.put(pool + "queueSize", settings.bufferSize());
  }

  private static void serializers(Map<String, Object> values) {
    values.put("pekko.actor.serializers.sluice-event", EventSerializer.class.getName());
    values.put("pekko.actor.serializers.sluice-state", StateSerializer.class.getName());
    // A nested map: its keys are names, not paths, so the dots of a class name stay.
    values.put(
        "pekko.actor.serialization-bindings",
        ConfigValueFactory.fromMap(
            Map.of(Event.class.getName(), "sluice-event", State.class.getName(), "sluice-state")));
  }
}
