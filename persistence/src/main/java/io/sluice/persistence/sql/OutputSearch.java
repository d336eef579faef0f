package io.sluice.persistence.sql;

import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds the entry that holds a byte by halving the log; each step reads the head of one row. */
final class OutputSearch {
  /** The head and the length of an entry are read without its body. */
  private static final String FIRST_OUTPUT =
      "SELECT sequence_number, substring(payload FROM 1 FOR "
          + OutputLayout.PLACE_BYTES
          + "), "
          + JournalRows.ENTRY_BYTES
          + " FROM journal"
          + " WHERE persistence_id = ? AND sequence_number >= ?"
          + " AND starts_with(manifest, '"
          + OutputLayout.MANIFEST_PREFIX
          + "') ORDER BY sequence_number LIMIT 1";

  private OutputSearch() {}

  /** A byte that so many others precede, of one channel or of all together. */
  record Wanted(@Nullable Channel channel, long bytes) {}

  /** The first output at or after an entry, and how many bytes lie before its start and its end. */
  private record Output(long number, long bytesBefore, long bytesUpToEnd) {}

  /**
   * The first entry that holds the byte or one after it, or the number after the last output; 1
   * when the byte was removed.
   */
  static long locate(Connection connection, ExecutionId execution, Wanted wanted)
      throws SQLException {
    String id = StoredNames.persistenceId(execution);
    long last = JournalRows.last(connection, id);
    long low = 1;
    long high = last + 1;
    Output found = null;
    try (PreparedStatement statement = connection.prepareStatement(FIRST_OUTPUT)) {
      while (low < high) {
        long middle = (low + high) >>> 1;
        Output output = firstOutput(statement, id, middle, wanted.channel());
        if (output == null || output.number() > last) {
          high = middle;
        } else if (output.bytesUpToEnd() > wanted.bytes()) {
          found = output;
          high = middle;
        } else {
          low = output.number() + 1;
        }
      }
    }
    if (found == null) {
      return low;
    }
    return found.bytesBefore() > wanted.bytes() ? 1 : found.number();
  }

  private static @Nullable Output firstOutput(
      PreparedStatement statement, String id, long from, @Nullable Channel channel)
      throws SQLException {
    statement.setString(1, id);
    statement.setLong(2, from);
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      byte[] place = rows.getBytes(2);
      return new Output(
          rows.getLong(1),
          OutputLayout.bytesBefore(place, channel),
          OutputLayout.bytesUpToEnd(place, rows.getLong(3), channel));
    }
  }
}
