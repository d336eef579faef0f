package io.sluice.persistence.baseline;

import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.journal.CommitQueue;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.Link;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rows of many logs, gathered as the journal gathers them. Nothing of them is encoded, hashed or
 * decided here.
 */
final class RowQueue {
  /** As the journal: two at once gain most. */
  static final int COMMITS_AT_ONCE = 2;

  static final int MOST_WAITING = 20_000;
  private static final Link LINK = new Link.OfOutput(Digest.of(Payload.utf8("any row")));

  private final Commit commit;
  private final AtomicLong numbers = new AtomicLong();
  private final CommitQueue<Row> queue;

  /** How rows are written. */
  interface Commit {
    /** Commits all of them. */
    void commit(List<JournalRow> rows) throws SQLException;
  }

  private record Row(JournalRow row, CompletableFuture<Void> committed) {
    long bytes() {
      return row.bytes().size();
    }
  }

  RowQueue(String name, CommitQueue.Limits limits, Commit commit) {
    this.commit = commit;
    this.queue = new CommitQueue<>(name, limits, Row::bytes, this::commit);
  }

  /** Completes after the commit; fails with it, or when too many wait. */
  CompletableFuture<Void> append(int log, Payload output) {
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
    if (!queue.offer(offered)) {
      offered.committed().completeExceptionally(new IllegalStateException("too many rows wait"));
    }
    return offered.committed();
  }

  private void commit(List<Row> rows) {
    try {
      commit.commit(rows.stream().map(Row::row).toList());
    } catch (SQLException | RuntimeException failed) {
      rows.forEach(row -> row.committed().completeExceptionally(failed));
      return;
    }
    rows.forEach(row -> row.committed().complete(null));
  }

  /** Ends the threads after what they commit now; what waits then is failed. */
  void end() throws InterruptedException {
    for (Row left : queue.stop()) {
      left.committed().completeExceptionally(new IllegalStateException("no more rows are taken"));
    }
    queue.awaitEnd();
  }
}
