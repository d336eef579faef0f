package io.sluice.persistence.sql;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.LinkCheck;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.nio.BufferUnderflowException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads the journal's rows themselves, and compares each with what its chain holds of it. Stages
 * also fail with {@link LogDamaged} when a row cannot be decoded, or is not what was journaled.
 */
public final class SqlJournalReader implements JournalReader {
  /** Bounds the rows of a page of tiny entries. */
  private static final int MAX_ROWS = 2_048;

  /** As many, however long the first entry of a page is: those after it may be short. */
  private static final int LEAST_ROWS = 32;

  /**
   * Entries while the bytes before them stay under the limit; the sum reads lengths only, of twice
   * as many entries as fit when all are as long as the first.
   */
  private static final String PAGE =
      "SELECT sequence_number, manifest, payload, link, unpacked_bytes FROM ("
          + "SELECT *, sum(entry_bytes) OVER (ORDER BY sequence_number) - entry_bytes AS bytes_before"
          + " FROM (SELECT sequence_number, manifest, payload, link, unpacked_bytes, "
          + JournalRows.ENTRY_BYTES
          + " AS entry_bytes FROM journal"
          + " WHERE persistence_id = ? AND sequence_number >= ?"
          + " ORDER BY sequence_number LIMIT (SELECT least("
          + MAX_ROWS
          + ", greatest("
          + LEAST_ROWS
          + ", 2 * ? / greatest(1, "
          + JournalRows.ENTRY_BYTES
          + "))) FROM journal"
          + " WHERE persistence_id = ? AND sequence_number >= ?"
          + " ORDER BY sequence_number LIMIT 1)"
          + ") AS next) AS summed WHERE bytes_before < ? ORDER BY sequence_number";

  private static final String HOLES =
      "SELECT max(sequence_number) - ? - count(*) FROM journal"
          + " WHERE persistence_id = ? AND sequence_number > ?";

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
    return locate(execution, new OutputSearch.Wanted(null, offset.bytes()));
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Channel channel, long bytes) {
    return locate(execution, new OutputSearch.Wanted(channel, bytes));
  }

  private CompletionStage<Long> locate(ExecutionId execution, OutputSearch.Wanted wanted) {
    return CompletableFuture.supplyAsync(
        () -> database.call("search the journal", c -> locate(c, execution, wanted)), executor);
  }

  private static long locate(
      Connection connection, ExecutionId execution, OutputSearch.Wanted wanted)
      throws SQLException {
    try {
      return OutputSearch.locate(connection, execution, wanted);
    } catch (IllegalArgumentException | BufferUnderflowException spoilt) {
      throw new LogDamaged(execution, "the head of an entry cannot be read", spoilt);
    }
  }

  @Override
  public CompletionStage<Boolean> hasHoleAfter(ExecutionId execution, long number) {
    return CompletableFuture.supplyAsync(
        () -> database.call("search the journal", c -> hasHole(c, execution, number)), executor);
  }

  private static boolean hasHole(Connection connection, ExecutionId execution, long number)
      throws SQLException {
    return Sql.first(
            connection,
            HOLES,
            row -> row.getLong(1) > 0,
            number,
            StoredNames.persistenceId(execution),
            number)
        .orElse(false);
  }

  @Override
  public CompletionStage<List<Entry>> page(
      ExecutionId execution, long fromNumber, int maxPayloadBytes) {
    return CompletableFuture.supplyAsync(
        () ->
            database.call(
                "read the journal", c -> readPage(c, execution, fromNumber, maxPayloadBytes)),
        executor);
  }

  /** One page, on this connection. */
  public static List<Entry> readPage(
      Connection connection, ExecutionId execution, long fromNumber, int maxPayloadBytes)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
      String id = StoredNames.persistenceId(execution);
      long bytes = Math.max(1, maxPayloadBytes);
      statement.setString(1, id);
      statement.setLong(2, fromNumber);
      statement.setLong(3, bytes);
      statement.setString(4, id);
      statement.setLong(5, fromNumber);
      statement.setLong(6, bytes);
      try (ResultSet rows = statement.executeQuery()) {
        List<Entry> entries = new ArrayList<>();
        LinkCheck links = new LinkCheck();
        while (rows.next()) {
          entries.add(entry(execution, rows, links));
        }
        return entries;
      }
    }
  }

  private static Entry entry(ExecutionId execution, ResultSet row, LinkCheck links)
      throws SQLException {
    long number = row.getLong(1);
    try {
      Encoded entry = Packing.unpacked(row.getString(2), row.getBytes(3), row.getInt(5));
      Event event = EventCodec.decode(entry);
      links.next(entry, row.getBytes(4));
      return new Entry(number, event);
    } catch (UnreadableEntry unreadable) {
      throw new LogDamaged(
          execution, "entry " + number + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }
}
