package io.sluice.gateway.app;

import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the pages that are read from a journal. */
final class CountedJournal implements JournalReader {
  private final JournalReader journal;
  private final AtomicInteger pages = new AtomicInteger();

  CountedJournal(JournalReader journal) {
    this.journal = journal;
  }

  int pages() {
    return pages.get();
  }

  @Override
  public CompletionStage<List<Entry>> page(
      ExecutionId execution, long fromNumber, int maxPayloadBytes) {
    pages.incrementAndGet();
    return journal.page(execution, fromNumber, maxPayloadBytes);
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Offset offset) {
    return journal.locate(execution, offset);
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Channel channel, long bytes) {
    return journal.locate(execution, channel, bytes);
  }

  @Override
  public CompletionStage<Boolean> hasHoleAfter(ExecutionId execution, long number) {
    return journal.hasHoleAfter(execution, number);
  }
}
