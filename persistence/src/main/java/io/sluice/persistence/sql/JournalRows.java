package io.sluice.persistence.sql;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.LinkCheck;
import io.sluice.protocol.model.Payload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal's rows; output is packed in them, see {@link Packing}. Each statement runs on a
 * connection that commits by itself; what is inserted together is one commit.
 */
public final class JournalRows {
  /** How many bytes an entry has, or had before it was packed, as SQL. */
  public static final String ENTRY_BYTES = "coalesce(unpacked_bytes, octet_length(payload))";

  private static final String COLUMNS = "persistence_id, sequence_number, manifest, payload";

  private JournalRows() {}

  /**
   * Commits all of them, or none.
   *
   * @throws SQLException of class 23 when one of the numbers is taken
   */
  public static void insert(Connection connection, List<JournalRow> rows) throws SQLException {
    JournalCopy.insert(connection, rows, new Packing()::keep);
  }

  /** The same, but nothing is packed: for who compares. */
  public static void insertAsTheyAre(Connection connection, List<JournalRow> rows)
      throws SQLException {
    JournalCopy.insert(connection, rows, Packing.Kept::asItIs);
  }

  /** The number of the last row of a log; 0 when it has none. */
  public static long last(Connection connection, String persistenceId) throws SQLException {
    return Sql.first(
            connection,
            "SELECT coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = ?",
            row -> row.getLong(1),
            persistenceId)
        .orElseThrow();
  }

  /** At most {@code limit} rows of a log, in order, with numbers in {@code [from, to]}. */
  public static List<JournalRow> page(
      Connection connection, String persistenceId, long from, long to, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        "SELECT "
            + COLUMNS
            + ", link, unpacked_bytes FROM journal"
            + " WHERE persistence_id = ? AND sequence_number BETWEEN ? AND ?"
            + " ORDER BY sequence_number LIMIT ?",
        JournalRows::readChained,
        persistenceId,
        from,
        to,
        limit);
  }

  /**
   * Keeps the newest snapshot of a log. It need not reach the disk: without it more is replayed.
   */
  public static void saveSnapshot(Connection connection, JournalRow snapshot, long createdMillis)
      throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO snapshot ("
            + COLUMNS
            + ", created) SELECT ?, ?, ?, ?, ? FROM "
            + ExecutionRows.RELAXED
            + " ON CONFLICT (persistence_id) DO UPDATE SET sequence_number ="
            + " excluded.sequence_number, manifest = excluded.manifest, payload = excluded.payload,"
            + " created = excluded.created"
            + " WHERE snapshot.sequence_number <= excluded.sequence_number",
        snapshot.persistenceId(),
        snapshot.number(),
        snapshot.manifest(),
        snapshot.bytes().toByteArray(),
        createdMillis);
  }

  /** A snapshot and when it was taken. */
  public record Snapshot(JournalRow row, long createdMillis) {}

  /** The snapshot of a log, unless it is of a later entry. */
  public static @Nullable Snapshot snapshot(
      Connection connection, String persistenceId, long atMost) throws SQLException {
    return Sql.first(
            connection,
            "SELECT "
                + COLUMNS
                + ", created FROM snapshot WHERE persistence_id = ? AND sequence_number <= ?",
            row -> new Snapshot(read(row), row.getLong("created")),
            persistenceId,
            atMost)
        .orElse(null);
  }

  /** Forgets the snapshot of a log, unless it is of a later entry. */
  public static void deleteSnapshot(Connection connection, String persistenceId, long atMost)
      throws SQLException {
    Sql.update(
        connection,
        "DELETE FROM snapshot WHERE persistence_id = ? AND sequence_number <= ?",
        persistenceId,
        atMost);
  }

  static JournalRow readChained(ResultSet row) throws SQLException {
    byte[] link = row.getBytes(5);
    Encoded entry = Packing.unpacked(row.getString(3), row.getBytes(4), row.getInt(6));
    return new JournalRow(
        row.getString(1),
        row.getLong(2),
        entry.manifest(),
        entry.bytes(),
        link == null ? null : LinkCheck.link(link));
  }

  private static JournalRow read(ResultSet row) throws SQLException {
    return new JournalRow(
        row.getString(1), row.getLong(2), row.getString(3), Payload.owning(row.getBytes(4)));
  }
}
