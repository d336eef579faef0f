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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Removes the journal's rows, some at a time, so that no statement is long. */
public final class SqlOutputRemoval implements OutputRemoval {
  private static final int CHAIN_ROWS = 1_000;

  /** From a number on, so that no statement looks through what the last one left behind. */
  private static final String DELETE =
      "WITH removed AS (DELETE FROM journal WHERE persistence_id = ? AND sequence_number IN ("
          + "SELECT sequence_number FROM journal WHERE persistence_id = ?"
          + " AND sequence_number >= ? AND sequence_number < ? AND starts_with(manifest, '"
          + OutputLayout.MANIFEST_PREFIX
          + "') ORDER BY sequence_number LIMIT ?) RETURNING sequence_number)"
          + " SELECT count(*), coalesce(max(sequence_number), 0) FROM removed";

  /** What a chain holds of output, without the output. */
  private static final String DIGESTS =
      "SELECT sequence_number, substring(payload FROM 1 FOR "
          + Long.BYTES
          + "), link FROM journal WHERE persistence_id = ? AND sequence_number > ?"
          + " AND starts_with(manifest, '"
          + OutputLayout.MANIFEST_PREFIX
          + "') ORDER BY sequence_number LIMIT "
          + CHAIN_ROWS;

  /** Some rows of a log, and how long it took. */
  private record Removed(long rows, long last, Duration took) {}

  private record Piece(long number, long offset, Link link) {}

  private final Database database;
  private final Executor executor;
  private final Pace pace;
  private final LongSupplier nanoClock;

  /**
   * @param executor where the blocking statements run
   * @param nanoClock such as {@code System::nanoTime}
   */
  public SqlOutputRemoval(Database database, Executor executor, Pace pace, LongSupplier nanoClock) {
    this.database = database;
    this.executor = executor;
    this.pace = pace;
    this.nanoClock = nanoClock;
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
  public CompletionStage<Long> remove(ExecutionId execution, Offset upTo, Haste haste) {
    Pace paced =
        switch (haste) {
          case NONE -> pace;
          case SOME -> pace.inHaste();
        };
    String id = StoredNames.persistenceId(execution);
    return CompletableFuture.supplyAsync(
            () -> database.call("trim the journal", c -> search(c, execution, upTo)), executor)
        .thenCompose(bound -> removeBelow(bound, id, paced, new Removed(0, 0, Duration.ZERO), 0));
  }

  /** Between two statements no connection is held. */
  private CompletionStage<Long> removeBelow(
      long bound, String id, Pace paced, Removed before, long rows) {
    long pause = before.rows() == 0 ? 0 : paced.after(before.took()).toNanos();
    Executor rested = CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, executor);
    return CompletableFuture.supplyAsync(() -> step(bound, id, paced, before.last() + 1), rested)
        .thenCompose(
            now ->
                now.rows() < paced.rows()
                    ? CompletableFuture.completedStage(rows + now.rows())
                    : removeBelow(bound, id, paced, now, rows + now.rows()));
  }

  private Removed step(long bound, String id, Pace paced, long from) {
    long begin = nanoClock.getAsLong();
    return database.call(
        "trim the journal",
        c ->
            Sql.first(
                    c,
                    DELETE,
                    row ->
                        new Removed(
                            row.getLong(1),
                            row.getLong(2),
                            Duration.ofNanos(nanoClock.getAsLong() - begin)),
                    id,
                    id,
                    from,
                    bound,
                    paced.rows())
                .orElseThrow());
  }

  private static long search(Connection connection, ExecutionId execution, Offset offset)
      throws SQLException {
    return OutputSearch.locate(
        connection, execution, new OutputSearch.Wanted(null, offset.bytes()));
  }
}
