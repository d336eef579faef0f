package io.sluice.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one log in a file as they are stored, each a line of JSON: {@code log}, {@code
 * number}, {@code manifest}, {@code payload} and {@code link} in hexadecimal, {@code
 * unpacked_bytes} of one that is packed; that of the snapshot has {@code created}.
 */
record StoredJournal(List<Row> rows, JournalRows.@Nullable Snapshot snapshot) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SELECT =
      "SELECT persistence_id, sequence_number, manifest, payload, link, unpacked_bytes FROM journal"
          + " WHERE persistence_id = ? ORDER BY sequence_number";
  private static final String INSERT =
      "INSERT INTO journal"
          + " (persistence_id, sequence_number, manifest, payload, link, unpacked_bytes)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  /**
   * @param link null: it is not chained
   * @param unpacked null: it is not packed
   */
  record Row(
      String log,
      long number,
      String manifest,
      Payload payload,
      @Nullable Payload link,
      @Nullable Integer unpacked) {}

  static StoredJournal of(Connection connection, String log) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, log);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          byte[] link = row.getBytes(5);
          rows.add(
              new Row(
                  row.getString(1),
                  row.getLong(2),
                  row.getString(3),
                  Payload.owning(row.getBytes(4)),
                  link == null ? null : Payload.owning(link),
                  (Integer) row.getObject(6)));
        }
      }
    }
    return new StoredJournal(rows, JournalRows.snapshot(connection, log, Long.MAX_VALUE));
  }

  static StoredJournal read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    JournalRows.Snapshot snapshot = null;
    for (String line : Files.readAllLines(file)) {
      JsonNode node = JSON.readTree(line);
      Row row = row(node);
      if (node.has("created")) {
        JournalRow newest = new JournalRow(row.log(), row.number(), row.manifest(), row.payload());
        snapshot = new JournalRows.Snapshot(newest, node.path("created").longValue());
      } else {
        rows.add(row);
      }
    }
    return new StoredJournal(rows, snapshot);
  }

  private static Row row(JsonNode node) {
    return new Row(
        node.path("log").asText(),
        node.path("number").longValue(),
        node.path("manifest").asText(),
        bytes(node.path("payload")),
        node.has("link") ? bytes(node.path("link")) : null,
        node.has("unpacked_bytes") ? node.path("unpacked_bytes").intValue() : null);
  }

  private static Payload bytes(JsonNode hexadecimal) {
    return Payload.owning(HexFormat.of().parseHex(hexadecimal.asText()));
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(JSON.writeValueAsString(node(row)));
    }
    if (snapshot != null) {
      JournalRow newest = snapshot.row();
      Row row =
          new Row(
              newest.persistenceId(),
              newest.number(),
              newest.manifest(),
              newest.bytes(),
              null,
              null);
      lines.add(JSON.writeValueAsString(node(row).put("created", snapshot.createdMillis())));
    }
    Files.write(file, lines);
  }

  private static ObjectNode node(Row row) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("log", row.log())
            .put("number", row.number())
            .put("manifest", row.manifest())
            .put("payload", HexFormat.of().formatHex(row.payload().toByteArray()));
    if (row.link() != null) {
      node.put("link", HexFormat.of().formatHex(row.link().toByteArray()));
    }
    return row.unpacked() == null ? node : node.put("unpacked_bytes", row.unpacked());
  }

  void insert(Connection connection) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Row row : rows) {
        insert.setString(1, row.log());
        insert.setLong(2, row.number());
        insert.setString(3, row.manifest());
        insert.setBytes(4, row.payload().toByteArray());
        insert.setBytes(5, row.link() == null ? null : row.link().toByteArray());
        insert.setObject(6, row.unpacked());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    if (snapshot != null) {
      JournalRows.saveSnapshot(connection, snapshot.row(), snapshot.createdMillis());
    }
  }
}
