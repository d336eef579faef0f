package io.sluice.persistence.sql;

import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.retention.LogRemoval;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.proof.SignedAnchor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Removes a log in one transaction; mostly its output went before, by {@link SqlOutputRemoval}. */
public final class SqlLogRemoval implements LogRemoval {
  private static final int STATEMENT_ROWS = 1_000;

  private static final String DELETE =
      "DELETE FROM journal WHERE persistence_id = ? AND sequence_number IN ("
          + "SELECT sequence_number FROM journal WHERE persistence_id = ?"
          + " ORDER BY sequence_number LIMIT "
          + STATEMENT_ROWS
          + ")";

  private final Database database;
  private final Executor executor;

  /**
   * @param executor where the blocking statements run
   */
  public SqlLogRemoval(Database database, Executor executor) {
    this.database = database;
    this.executor = executor;
  }

  @Override
  public CompletionStage<?> forget(ExecutionId execution, @Nullable SignedAnchor last) {
    return CompletableFuture.runAsync(
        () -> database.call("forget a log", c -> forget(c, execution, last)), executor);
  }

  private static ExecutionId forget(
      Connection connection, ExecutionId execution, @Nullable SignedAnchor last)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      removeRows(connection, StoredNames.persistenceId(execution));
      Tombstones.replace(connection, execution, last);
      connection.commit();
      return execution;
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void removeRows(Connection connection, String log) throws SQLException {
    int rows;
    do {
      rows = Sql.update(connection, DELETE, log, log);
    } while (rows == STATEMENT_ROWS);
    JournalRows.deleteSnapshot(connection, log, Long.MAX_VALUE);
  }
}
