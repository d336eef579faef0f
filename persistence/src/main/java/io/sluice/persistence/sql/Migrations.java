package io.sluice.persistence.sql;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings the tables to what this build needs, never past it. */
final class Migrations {
  private static final String LOCATION = "classpath:db/migration";

  private Migrations() {}

  static void migrate(DatabaseSettings settings) throws SchemaMismatch {
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(settings.driverUrl(), settings.user(), settings.password())
            .locations(LOCATION)
            .table("schema_history")
            // By default a version that only a later build knows would pass unseen.
            .ignoreMigrationPatterns(new String[0])
            .load();
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      refuseNewer(flyway, settings);
      throw new SchemaMismatch(
          "The tables of the database " + settings.place() + " could not be migrated: " + first(e),
          e);
    }
  }

  private static void refuseNewer(Flyway flyway, DatabaseSettings settings) throws SchemaMismatch {
    for (MigrationInfo applied : applied(flyway)) {
      if (!applied.getState().isResolved()) {
        throw new SchemaMismatch(
            "The database "
                + settings.place()
                + " has tables of version "
                + applied.getVersion()
                + ", which this build does not know; use the build that made them or a newer one.",
            null);
      }
    }
  }

  private static MigrationInfo[] applied(Flyway flyway) {
    try {
      return flyway.info().applied();
    } catch (FlywayException e) {
      return new MigrationInfo[0];
    }
  }

  private static String first(FlywayException e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason given");
  }
}
