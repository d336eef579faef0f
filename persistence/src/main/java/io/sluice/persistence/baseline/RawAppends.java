package io.sluice.persistence.baseline;

import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.journal.CommitQueue;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.protocol.model.Payload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Rows of many logs, committed as the journal commits: while one commit is in flight the next rows
 * gather, and what gathered is one statement of many rows. They go into the journal table of the
 * baseline's own database.
 */
public final class RawAppends implements AutoCloseable {
  private final Database database;
  private final RowQueue rows;

  private RawAppends(Database database) {
    this.database = database;
    this.rows =
        new RowQueue(
            "raw-appends",
            CommitQueue.Limits.of(RowQueue.COMMITS_AT_ONCE, RowQueue.MOST_WAITING),
            this::commit);
  }

  static RawAppends open(Database database) throws SQLException {
    empty(database);
    return new RawAppends(database);
  }

  /** Completes after the commit; fails with it, or when too many wait. */
  public CompletableFuture<Void> append(int log, Payload output) {
    return rows.append(log, output);
  }

  private void commit(List<JournalRow> gathered) throws SQLException {
    try (Connection connection = database.connection()) {
      FormStatements.values(connection, gathered);
    }
  }

  /**
   * How many bytes of output the table holds.
   *
   * @throws StorageUnavailable when the database fails
   */
  public long bytes() {
    try (Connection connection = database.connection()) {
      return bytes(connection);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not count raw rows", failed);
    }
  }

  /** Of the table that the connection knows as the journal. */
  static long bytes(Connection connection) throws SQLException {
    String sum =
        "SELECT coalesce(sum(%s - %d), 0) FROM journal"
            .formatted(JournalRows.ENTRY_BYTES, OutputLayout.HEADER_BYTES);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sum)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Ends the threads and empties the table. */
  @Override
  public void close() {
    try {
      rows.end();
      empty(database);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not drop raw rows", failed);
    }
  }

  private static void empty(Database database) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE journal");
    }
  }
}
