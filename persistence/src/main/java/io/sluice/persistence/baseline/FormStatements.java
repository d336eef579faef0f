package io.sluice.persistence.baseline;

import io.sluice.persistence.sql.JournalRow;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Link;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Statements that write the same rows as the journal's own. */
final class FormStatements {
  private static final String COLUMNS =
      "journal (persistence_id, sequence_number, manifest, payload, link)";
  private static final String UNNEST =
      "INSERT INTO " + COLUMNS + " SELECT * FROM unnest(?, ?, ?, ?, ?)";
  private static final String ROW = "INSERT INTO " + COLUMNS + " VALUES (?, ?, ?, ?, ?)";
  private static final String COPY = "COPY " + COLUMNS + " FROM STDIN (FORMAT binary)";

  private static final byte[] COPY_SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int COPY_FRAME_BYTES =
      COPY_SIGNATURE.length + 2 * Integer.BYTES + Short.BYTES;
  private static final short FIELDS = 5;
  private static final short COPY_END = -1;
  private static final int COPY_NULL = -1;
  private static final int ROW_BYTES =
      Short.BYTES + FIELDS * Integer.BYTES + Long.BYTES + Link.LIFE_BYTES;
  private static final int MOST_BYTES_OF_CHAR = 3;

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

  static void copy(Connection connection, List<JournalRow> rows) throws SQLException {
    ByteBuffer bytes = copied(rows);
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      copy.writeToCopy(bytes.array(), 0, bytes.position());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** Up to its position. */
  private static ByteBuffer copied(List<JournalRow> rows) {
    long most = COPY_FRAME_BYTES;
    for (JournalRow row : rows) {
      int chars = row.persistenceId().length() + row.manifest().length();
      most += ROW_BYTES;
      most += (long) MOST_BYTES_OF_CHAR * chars + row.bytes().size();
    }
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(most));
    to.put(COPY_SIGNATURE).putInt(0).putInt(0);
    for (JournalRow row : rows) {
      to.putShort(FIELDS);
      put(to, row.persistenceId().getBytes(StandardCharsets.UTF_8));
      to.putInt(Long.BYTES).putLong(row.number());
      put(to, row.manifest().getBytes(StandardCharsets.UTF_8));
      Payload payload = row.bytes();
      to.putInt(payload.size()).put(payload.asByteBuffer());
      put(to, link(row));
    }
    return to.putShort(COPY_END);
  }

  private static void put(ByteBuffer to, byte @Nullable [] field) {
    if (field == null) {
      to.putInt(COPY_NULL);
    } else {
      to.putInt(field.length).put(field);
    }
  }

  private static byte @Nullable [] link(JournalRow row) {
    Link link = row.link();
    return link == null ? null : link.toByteArray();
  }
}
