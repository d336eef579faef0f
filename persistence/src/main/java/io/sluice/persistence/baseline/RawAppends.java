package io.sluice.persistence.baseline;

import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.Link;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Rows of many logs, committed as the journal commits: while one commit is in flight the next rows
 * gather, and what gathered is one statement of many rows. Nothing of them is encoded, hashed or
 * decided here. They go into the journal table of the baseline's own database.
 */
public final class RawAppends implements AutoCloseable {
  /** As the journal: two at once gain most. */
  private static final int COMMITS_AT_ONCE = 2;

  private static final long COMMIT_BYTES = 4L * 1024 * 1024;
  private static final int MOST_WAITING = 20_000;
  private static final Link LINK = new Link.OfOutput(Digest.of(Payload.utf8("any row")));

  private final Database database;
  private final BlockingQueue<Row> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong numbers = new AtomicLong();
  private final List<Thread> threads;

  private record Row(JournalRow row, CompletableFuture<Void> committed) {}

  private RawAppends(Database database) {
    this.database = database;
    this.threads =
        IntStream.range(0, COMMITS_AT_ONCE)
            .mapToObj(number -> Thread.ofPlatform().daemon().name("raw-appends-" + number))
            .map(thread -> thread.start(this::run))
            .toList();
  }

  static RawAppends open(Database database) throws SQLException {
    empty(database);
    return new RawAppends(database);
  }

  /** Completes after the commit; fails with it, or when too many wait. */
  public CompletableFuture<Void> append(int log, Payload output) {
    byte[] stored = new byte[OutputLayout.HEADER_BYTES + output.size()];
    output.copyInto(stored, OutputLayout.HEADER_BYTES);
    JournalRow row =
        new JournalRow(
            "baseline|" + log,
            numbers.incrementAndGet(),
            OutputLayout.MANIFEST_PREFIX + "1",
            Payload.owning(stored),
            LINK);
    Row offered = new Row(row, new CompletableFuture<>());
    if (!waiting.offer(offered)) {
      offered.committed().completeExceptionally(new IllegalStateException("too many rows wait"));
    }
    return offered.committed();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        commit(next());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Row> next() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    Row next = waiting.take();
    while (next != null) {
      rows.add(next);
      bytes += next.row().bytes().size();
      next = bytes < COMMIT_BYTES ? waiting.poll() : null;
    }
    return rows;
  }

  private void commit(List<Row> rows) {
    try (Connection connection = database.connection()) {
      JournalRows.insert(connection, rows.stream().map(Row::row).toList());
    } catch (SQLException | RuntimeException failed) {
      rows.forEach(row -> row.committed().completeExceptionally(failed));
      return;
    }
    rows.forEach(row -> row.committed().complete(null));
  }

  /**
   * How many bytes of output the table holds.
   *
   * @throws StorageUnavailable when the database fails
   */
  public long bytes() {
    String sum =
        "SELECT coalesce(sum(octet_length(payload) - %d), 0) FROM journal"
            .formatted(OutputLayout.HEADER_BYTES);
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sum)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not count raw rows", failed);
    }
  }

  /** Ends the threads and empties the table. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
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
