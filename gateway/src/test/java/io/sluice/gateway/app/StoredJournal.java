package io.sluice.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one log in a file, each a line of JSON: {@code log}, {@code number}, {@code
 * manifest}, {@code payload} and {@code link} in hexadecimal; that of the snapshot has {@code
 * created}.
 */
record StoredJournal(List<JournalRow> rows, JournalRows.@Nullable Snapshot snapshot) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static StoredJournal of(Connection connection, String log) throws SQLException {
    return new StoredJournal(
        JournalRows.page(connection, log, 1, Long.MAX_VALUE, Integer.MAX_VALUE),
        JournalRows.snapshot(connection, log, Long.MAX_VALUE));
  }

  static StoredJournal read(Path file) throws IOException {
    List<JournalRow> rows = new ArrayList<>();
    JournalRows.Snapshot snapshot = null;
    for (String line : Files.readAllLines(file)) {
      JsonNode node = JSON.readTree(line);
      JournalRow row = row(node);
      if (node.has("created")) {
        snapshot = new JournalRows.Snapshot(row, node.path("created").longValue());
      } else {
        rows.add(row);
      }
    }
    return new StoredJournal(rows, snapshot);
  }

  private static JournalRow row(JsonNode node) {
    return new JournalRow(
        node.path("log").asText(),
        node.path("number").longValue(),
        node.path("manifest").asText(),
        Payload.owning(HexFormat.of().parseHex(node.path("payload").asText())),
        node.has("link")
            ? Link.ofBytes(HexFormat.of().parseHex(node.path("link").asText()))
            : null);
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (JournalRow row : rows) {
      lines.add(JSON.writeValueAsString(node(row)));
    }
    if (snapshot != null) {
      lines.add(
          JSON.writeValueAsString(node(snapshot.row()).put("created", snapshot.createdMillis())));
    }
    Files.write(file, lines);
  }

  private static ObjectNode node(JournalRow row) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("log", row.persistenceId())
            .put("number", row.number())
            .put("manifest", row.manifest())
            .put("payload", HexFormat.of().formatHex(row.bytes().toByteArray()));
    Link link = row.link();
    return link == null ? node : node.put("link", HexFormat.of().formatHex(link.toByteArray()));
  }

  void insert(Connection connection) throws SQLException {
    JournalRows.insert(connection, rows);
    if (snapshot != null) {
      JournalRows.saveSnapshot(connection, snapshot.row(), snapshot.createdMillis());
    }
  }
}
