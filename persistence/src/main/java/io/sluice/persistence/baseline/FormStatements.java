package io.sluice.persistence.baseline;

import io.sluice.persistence.sql.JournalRow;
import io.sluice.protocol.proof.Link;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Statements that write the same rows as the journal. */
final class FormStatements {
  private static final String COLUMNS =
      "journal (persistence_id, sequence_number, manifest, payload, link)";
  private static final String UNNEST =
      "INSERT INTO " + COLUMNS + " SELECT * FROM unnest(?, ?, ?, ?, ?)";
  private static final String ROW = "INSERT INTO " + COLUMNS + " VALUES (?, ?, ?, ?, ?)";
  private static final int STATEMENT_ROWS = 64;

  private FormStatements() {}

  static void unnest(Connection connection, List<JournalRow> rows) throws SQLException {
    String[] logs = rows.stream().map(JournalRow::persistenceId).toArray(String[]::new);
    long[] numbers = rows.stream().mapToLong(JournalRow::number).toArray();
    String[] manifests = rows.stream().map(JournalRow::manifest).toArray(String[]::new);
    byte[][] payloads = rows.stream().map(r -> r.bytes().toByteArray()).toArray(byte[][]::new);
    @Nullable Object[] links = new byte[rows.size()][];
    for (int row = 0; row < links.length; row++) {
      links[row] = link(rows.get(row));
    }
    PGConnection arrays = connection.unwrap(PGConnection.class);
    try (PreparedStatement insert = connection.prepareStatement(UNNEST)) {
      insert.setArray(1, arrays.createArrayOf("text", logs));
      insert.setArray(2, arrays.createArrayOf("int8", numbers));
      insert.setArray(3, arrays.createArrayOf("text", manifests));
      insert.setArray(4, arrays.createArrayOf("bytea", payloads));
      insert.setArray(5, arrays.createArrayOf("bytea", links));
      insert.executeUpdate();
    }
  }

  static void batch(Connection connection, List<JournalRow> rows) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(ROW)) {
      for (JournalRow row : rows) {
        insert.setString(1, row.persistenceId());
        insert.setLong(2, row.number());
        insert.setString(3, row.manifest());
        insert.setBytes(4, row.bytes().toByteArray());
        insert.setBytes(5, link(row));
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    } catch (SQLException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Up to so many rows make one statement. */
  static void values(Connection connection, List<JournalRow> rows) throws SQLException {
    if (rows.size() <= STATEMENT_ROWS) {
      valuesAtOnce(connection, rows);
      return;
    }
    connection.setAutoCommit(false);
    try {
      for (int from = 0; from < rows.size(); from += STATEMENT_ROWS) {
        valuesAtOnce(connection, rows.subList(from, Math.min(rows.size(), from + STATEMENT_ROWS)));
      }
      connection.commit();
    } catch (SQLException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void valuesAtOnce(Connection connection, List<JournalRow> rows)
      throws SQLException {
    String values = String.join(", ", Collections.nCopies(rows.size(), "(?, ?, ?, ?, ?)"));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + COLUMNS + " VALUES " + values)) {
      int parameter = 0;
      for (JournalRow row : rows) {
        insert.setString(++parameter, row.persistenceId());
        insert.setLong(++parameter, row.number());
        insert.setString(++parameter, row.manifest());
        insert.setBytes(++parameter, row.bytes().toByteArray());
        insert.setBytes(++parameter, link(row));
      }
      insert.executeUpdate();
    }
  }

  private static byte @Nullable [] link(JournalRow row) {
    Link link = row.link();
    return link == null ? null : link.toByteArray();
  }
}
