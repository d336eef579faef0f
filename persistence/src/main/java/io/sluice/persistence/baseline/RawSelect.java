package io.sluice.persistence.baseline;

import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.protocol.model.ExecutionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of a log by the plainest statement that reads them page by page, unpacking none. */
final class RawSelect {
  /** At 64 KiB a row a page is 4 MiB. */
  private static final int PAGE_ROWS = 64;

  private static final String PAGE =
      "SELECT sequence_number, manifest, payload, "
          + JournalRows.ENTRY_BYTES
          + " FROM journal"
          + " WHERE persistence_id = ? AND sequence_number > ? ORDER BY sequence_number LIMIT "
          + PAGE_ROWS;

  private RawSelect() {}

  /** How many bytes of output they hold. */
  static long read(Connection connection, String execution) throws SQLException {
    long bytes = 0;
    long last = 0;
    try (PreparedStatement select = connection.prepareStatement(PAGE)) {
      select.setString(1, StoredNames.persistenceId(new ExecutionId(execution)));
      while (true) {
        select.setLong(2, last);
        long before = last;
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            last = rows.getLong(1);
            boolean isOutput = rows.getString(2).startsWith(OutputLayout.MANIFEST_PREFIX);
            boolean isThere = rows.getBytes(3).length > 0;
            bytes += isOutput && isThere ? rows.getLong(4) - OutputLayout.HEADER_BYTES : 0;
          }
        }
        if (last == before) {
          return bytes;
        }
      }
    }
  }
}
