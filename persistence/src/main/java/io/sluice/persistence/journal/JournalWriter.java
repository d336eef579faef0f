package io.sluice.persistence.journal;

import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Commits what many logs persist, by a few threads: while these commit, the next rows gather, and
 * what gathered is one commit. A log waits for each answer, so its rows stay in order.
 */
final class JournalWriter implements AutoCloseable {
  /** SQL states of this class say that a row may not be, not that the database is ill. */
  private static final String INTEGRITY = "23";

  /** Where connections come from; each commits by itself and is closed soon. */
  interface Connections {
    Connection open() throws SQLException;
  }

  /** Rows that are committed together. */
  private record Write(List<JournalRow> rows, CompletableFuture<Void> done) {
    long bytes() {
      return rows.stream().mapToLong(row -> row.bytes().size()).sum();
    }
  }

  private final Connections connections;
  private final Runnable written;
  private final Consumer<Exception> notWritten;
  private final CommitQueue<Write> queue;

  /**
   * @param written called after each commit
   * @param notWritten called when the database fails one
   */
  JournalWriter(
      Connections connections,
      JournalSettings settings,
      Runnable written,
      Consumer<Exception> notWritten) {
    this.connections = connections;
    this.written = written;
    this.notWritten = notWritten;
    this.queue =
        new CommitQueue<>(
            "sluice-journal",
            CommitQueue.Limits.of(settings.commitsAtOnce(), settings.waitingWrites()),
            Write::bytes,
            this::commit);
  }

  /** Completes after the commit; fails when it failed, or when too many wait. */
  CompletableFuture<Void> write(List<JournalRow> rows) {
    Write write = new Write(rows, new CompletableFuture<>());
    if (!queue.offer(write)) {
      write.done().completeExceptionally(new IllegalStateException("the journal is overloaded"));
    }
    return write.done();
  }

  private void commit(List<Write> writes) {
    try (Connection connection = connections.open()) {
      JournalRows.insert(
          connection, writes.stream().flatMap(write -> write.rows().stream()).toList());
    } catch (SQLException | RuntimeException failed) {
      failed(writes, failed);
      return;
    }
    written.run();
    writes.forEach(write -> write.done().complete(null));
  }

  /** One log's second writer must not cost the others their commit. */
  private void failed(List<Write> writes, Exception failure) {
    boolean rowRefused =
        failure instanceof SQLException sql
            && sql.getSQLState() != null
            && sql.getSQLState().startsWith(INTEGRITY);
    if (rowRefused && writes.size() > 1) {
      writes.forEach(write -> commit(List.of(write)));
    } else {
      if (!rowRefused) {
        notWritten.accept(failure);
      }
      writes.forEach(write -> write.done().completeExceptionally(failure));
    }
  }

  /** Ends the threads after what they commit now; what waits then is failed. */
  @Override
  public void close() {
    for (Write left : queue.stop()) {
      left.done().completeExceptionally(new IllegalStateException("the journal is closed"));
    }
  }
}
