package io.sluice.persistence.sql;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.persistence.retention.OutputRemoval;
import io.sluice.persistence.retention.Pace;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Passages;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Link;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Removes the journal's rows, some at a time, so that no statement is long. */
public final class SqlOutputRemoval implements OutputRemoval {
  private static final int CHAIN_ROWS = 1_000;

  private static final String DELETE =
      "DELETE FROM journal WHERE persistence_id = ? AND sequence_number IN ("
          + "SELECT sequence_number FROM journal WHERE persistence_id = ?"
          + " AND sequence_number < ? AND starts_with(manifest, '"
          + OutputLayout.MANIFEST_PREFIX
          + "') ORDER BY sequence_number LIMIT ?)";

  /** What a chain holds of output, without the output. */
  private static final String DIGESTS =
      "SELECT sequence_number, substring(payload FROM 1 FOR "
          + Long.BYTES
          + "), link FROM journal WHERE persistence_id = ? AND sequence_number > ?"
          + " AND starts_with(manifest, '"
          + OutputLayout.MANIFEST_PREFIX
          + "') ORDER BY sequence_number LIMIT "
          + CHAIN_ROWS;

  private record Piece(long number, long offset, Link link) {}

  private final Database database;
  private final Executor executor;
  private final Executor afterPause;
  private final Pace pace;

  /**
   * @param executor where the blocking statements run
   */
  public SqlOutputRemoval(Database database, Executor executor, Pace pace) {
    this.database = database;
    this.executor = executor;
    this.afterPause =
        CompletableFuture.delayedExecutor(pace.pause().toMillis(), TimeUnit.MILLISECONDS, executor);
    this.pace = pace;
  }

  @Override
  public CompletionStage<Cursor> boundary(ExecutionId execution, Offset offset) {
    return CompletableFuture.supplyAsync(
        () -> database.call("search the journal", c -> boundary(c, execution, offset)), executor);
  }

  private static Cursor boundary(Connection connection, ExecutionId execution, Offset offset)
      throws SQLException {
    long number = search(connection, execution, offset);
    JournalRow row =
        JournalRows.page(connection, StoredNames.persistenceId(execution), number, number, 1)
            .stream()
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no output at " + offset));
    return EventCodec.decode(new Encoded(row.manifest(), row.bytes()))
            instanceof Event.OutputAppended output
        ? Passages.start(output)
        : Cursor.START;
  }

  /** Between two statements no connection is held. */
  @Override
  public CompletionStage<ChainHead> head(ExecutionId execution, TrimPoint from, Offset offset) {
    return CompletableFuture.supplyAsync(
        () -> database.call("read a chain", c -> head(c, execution, from, offset)), executor);
  }

  private static ChainHead head(
      Connection connection, ExecutionId execution, TrimPoint from, Offset offset)
      throws SQLException {
    ChainHead head = from.head();
    long number = 0;
    List<Piece> pieces;
    do {
      pieces =
          Sql.list(
              connection,
              DIGESTS,
              SqlOutputRemoval::piece,
              StoredNames.persistenceId(execution),
              number);
      for (Piece piece : pieces) {
        if (piece.offset() >= offset.bytes()) {
          return head;
        }
        head = piece.offset() < from.offset().bytes() ? head : head.then(piece.link());
        number = piece.number();
      }
    } while (!pieces.isEmpty());
    return head;
  }

  private static Piece piece(ResultSet row) throws SQLException {
    byte[] link = row.getBytes(3);
    if (link == null) {
      throw new UnreadableEntry("stored output without its link: " + row.getLong(1));
    }
    long offset = ByteBuffer.wrap(row.getBytes(2)).getLong();
    return new Piece(row.getLong(1), offset, Link.ofBytes(link));
  }

  @Override
  public CompletionStage<Long> remove(ExecutionId execution, Offset upTo) {
    return CompletableFuture.supplyAsync(
            () -> database.call("trim the journal", c -> search(c, execution, upTo)), executor)
        .thenCompose(bound -> step(StoredNames.persistenceId(execution), bound, 0, executor));
  }

  private CompletionStage<Long> step(String id, long bound, long removed, Executor when) {
    return CompletableFuture.supplyAsync(
            () ->
                database.call(
                    "trim the journal", c -> Sql.update(c, DELETE, id, id, bound, pace.rows())),
            when)
        .thenCompose(
            rows ->
                rows < pace.rows()
                    ? CompletableFuture.completedStage(removed + rows)
                    : step(id, bound, removed + rows, afterPause));
  }

  private static long search(Connection connection, ExecutionId execution, Offset offset)
      throws SQLException {
    return OutputSearch.locate(
        connection, execution, new OutputSearch.Wanted(null, offset.bytes()));
  }
}
