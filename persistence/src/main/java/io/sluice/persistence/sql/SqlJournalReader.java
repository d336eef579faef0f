package io.sluice.persistence.sql;

import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal's rows themselves. Stages also fail with {@link
 * io.sluice.persistence.codec.UnreadableEntry} when a row cannot be decoded.
 */
public final class SqlJournalReader implements JournalReader {
  /** Bounds the rows of a page of tiny entries. */
  private static final int MAX_ROWS = 2_048;

  private static final String LAST =
      "SELECT coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = ?";

  /** The head and the length of an uncompressed value are read without its body. */
  private static final String FIRST_OUTPUT =
      "SELECT sequence_number, substring(payload FROM 1 FOR "
          + OutputLayout.PLACE_BYTES
          + "), octet_length(payload) FROM journal"
          + " WHERE persistence_id = ? AND sequence_number >= ?"
          + " AND starts_with(manifest, '"
          + OutputLayout.MANIFEST_PREFIX
          + "') ORDER BY sequence_number LIMIT 1";

  /** Entries while the bytes before them stay under the limit; the sum reads lengths only. */
  private static final String PAGE =
      "SELECT sequence_number, manifest, payload FROM ("
          + "SELECT sequence_number, manifest, payload,"
          + " sum(octet_length(payload)) OVER (ORDER BY sequence_number)"
          + " - octet_length(payload) AS bytes_before"
          + " FROM (SELECT sequence_number, manifest, payload FROM journal"
          + " WHERE persistence_id = ? AND sequence_number >= ?"
          + " ORDER BY sequence_number LIMIT "
          + MAX_ROWS
          + ") AS next) AS summed WHERE bytes_before < ? ORDER BY sequence_number";

  private final Database database;
  private final Executor executor;

  /**
   * @param executor where the blocking reads run, as one virtual thread each
   */
  public SqlJournalReader(Database database, Executor executor) {
    this.database = database;
    this.executor = executor;
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Offset offset) {
    return locate(execution, new Wanted(null, offset.bytes()));
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Channel channel, long bytes) {
    return locate(execution, new Wanted(channel, bytes));
  }

  private CompletionStage<Long> locate(ExecutionId execution, Wanted wanted) {
    return CompletableFuture.supplyAsync(
        () -> database.call("search the journal", c -> located(c, execution, wanted)), executor);
  }

  /** A byte that so many others precede, of one channel or of all together. */
  private record Wanted(@Nullable Channel channel, long bytes) {}

  @Override
  public CompletionStage<List<Entry>> page(
      ExecutionId execution, long fromNumber, int maxPayloadBytes) {
    return CompletableFuture.supplyAsync(
        () ->
            database.call(
                "read the journal", c -> readPage(c, execution, fromNumber, maxPayloadBytes)),
        executor);
  }

  /** The first output at or after an entry, and how many bytes lie before its end. */
  private record Output(long number, long bytesUpToEnd) {}

  private static long located(Connection connection, ExecutionId execution, Wanted wanted)
      throws SQLException {
    String id = StoredNames.persistenceId(execution);
    long last = last(connection, id);
    long low = 1;
    long high = last + 1;
    long found = 0;
    try (PreparedStatement statement = connection.prepareStatement(FIRST_OUTPUT)) {
      while (low < high) {
        long middle = (low + high) >>> 1;
        Output output = firstOutput(statement, id, middle, wanted.channel());
        if (output == null || output.number() > last) {
          high = middle;
        } else if (output.bytesUpToEnd() > wanted.bytes()) {
          found = output.number();
          high = middle;
        } else {
          low = output.number() + 1;
        }
      }
    }
    return found == 0 ? low : found;
  }

  private static long last(Connection connection, String id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LAST)) {
      statement.setString(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
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
      return new Output(
          rows.getLong(1), OutputLayout.bytesUpToEnd(rows.getBytes(2), rows.getLong(3), channel));
    }
  }

  private static List<Entry> readPage(
      Connection connection, ExecutionId execution, long fromNumber, int maxPayloadBytes)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
      statement.setString(1, StoredNames.persistenceId(execution));
      statement.setLong(2, fromNumber);
      statement.setLong(3, Math.max(1, maxPayloadBytes));
      try (ResultSet rows = statement.executeQuery()) {
        List<Entry> entries = new ArrayList<>();
        while (rows.next()) {
          entries.add(
              new Entry(rows.getLong(1), EventCodec.decode(rows.getString(2), rows.getBytes(3))));
        }
        return entries;
      }
    }
  }
}
