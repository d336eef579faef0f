package io.sluice.persistence.baseline;

import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** A way to write rows of the journal: the statement, and the table that takes them. */
public enum RowForm {
  /** Statements of up to 64 rows of VALUES, uncompressed out of line. */
  VALUES(FormTable.AS_THE_JOURNAL),
  /** A statement of as many rows as there are, as an array for each column. */
  UNNEST(FormTable.AS_THE_JOURNAL),
  /** One binary COPY. */
  COPY(FormTable.AS_THE_JOURNAL),
  /** The journal's own: one binary COPY, and what gets shorter by LZ4 is packed before. */
  JOURNAL(FormTable.AS_THE_JOURNAL),
  /** A statement a row, all sent together; the driver may not make one of them. */
  BATCH(FormTable.AS_THE_JOURNAL),
  /**
   * As {@link #VALUES}, into the partition of this hour. The time is part of the key then, so the
   * key no longer refuses a second writer's row of the same number.
   */
  PARTITIONED(FormTable.BY_HOUR),
  /** As {@link #VALUES}; the server compresses payloads by its own method. */
  PGLZ(FormTable.BY_PGLZ),
  /** As {@link #VALUES}; the server compresses payloads by LZ4, if it was built with it. */
  LZ4(FormTable.BY_LZ4);

  private final FormTable table;

  RowForm(FormTable table) {
    this.table = table;
  }

  /** As results name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  FormTable table() {
    return table;
  }

  /** Commits all of them, or none, on a connection that commits by itself. */
  void insert(Connection connection, List<JournalRow> rows) throws SQLException {
    switch (this) {
      case VALUES, PARTITIONED, PGLZ, LZ4 -> FormStatements.values(connection, rows);
      case UNNEST -> FormStatements.unnest(connection, rows);
      case COPY -> JournalRows.insertAsTheyAre(connection, rows);
      case JOURNAL -> JournalRows.insert(connection, rows);
      case BATCH -> FormStatements.batch(connection, rows);
    }
  }
}
