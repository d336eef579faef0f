package io.sluice.persistence.baseline;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table named as the journal, in a schema of its own beside it. */
enum FormTable {
  AS_THE_JOURNAL,
  BY_HOUR,
  BY_PGLZ,
  BY_LZ4;

  static final String SCHEMA = "forms";

  private static final String DROP = "DROP SCHEMA IF EXISTS forms CASCADE";
  private static final String SAME =
      "CREATE TABLE forms.journal (LIKE public.journal INCLUDING ALL);";
  private static final String COMPRESSED =
      SAME
          + "ALTER TABLE forms.journal ALTER COLUMN payload SET STORAGE EXTENDED,"
          + " ALTER COLUMN payload SET COMPRESSION ";
  private static final String PARTITIONED =
      """
      CREATE TABLE forms.journal (
        LIKE public.journal INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING DEFAULTS,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        PRIMARY KEY (persistence_id, sequence_number, created_at)
      ) PARTITION BY RANGE (created_at);
      DO $$ BEGIN
        FOR hour IN -12 .. 11 LOOP
          EXECUTE format(
            'CREATE TABLE forms.journal_%s PARTITION OF forms.journal FOR VALUES FROM (%L) TO (%L)',
            hour + 12,
            date_trunc('hour', now()) + make_interval(hours => hour),
            date_trunc('hour', now()) + make_interval(hours => hour + 1));
        END LOOP;
      END $$""";

  /** Makes the schema with this table; what was in it goes. */
  void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(DROP);
      statement.execute("CREATE SCHEMA forms");
      statement.execute(
          switch (this) {
            case AS_THE_JOURNAL -> SAME;
            case BY_HOUR -> PARTITIONED;
            case BY_PGLZ -> COMPRESSED + "pglz";
            case BY_LZ4 -> COMPRESSED + "lz4";
          });
    }
  }

  static void drop(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(DROP);
    }
  }

  /** Whether the server can make this table. */
  boolean isKnown(Connection connection) throws SQLException {
    return this != BY_LZ4
        || number(
                connection,
                "SELECT count(*) FROM pg_settings"
                    + " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)")
            > 0;
  }

  /** With what is out of line, without indexes. */
  static long diskBytes(Connection connection) throws SQLException {
    return number(
        connection,
        "SELECT pg_table_size('forms.journal') + coalesce((SELECT sum(pg_table_size(relid))"
            + " FROM pg_partition_tree('forms.journal') WHERE isleaf), 0)");
  }

  private static long number(Connection connection, String select) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(select)) {
      row.next();
      return row.getLong(1);
    }
  }
}
