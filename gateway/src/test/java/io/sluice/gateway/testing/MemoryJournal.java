package io.sluice.gateway.testing;

import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Entries in memory, in pages of so many; what a log fails with may be said. */
public final class MemoryJournal implements JournalReader {
  private final Function<ExecutionId, List<Entry>> logs;
  private final Map<ExecutionId, RuntimeException> broken = new HashMap<>();
  private @Nullable Runnable beforePage;
  private int pageEntries = Integer.MAX_VALUE;

  public MemoryJournal(Function<ExecutionId, List<Entry>> logs) {
    this.logs = logs;
  }

  /** From now on it cannot be read, for this reason. */
  public synchronized void breakLog(ExecutionId id, RuntimeException why) {
    broken.put(id, why);
  }

  /** From now on nothing is special. */
  public synchronized void mend() {
    broken.clear();
    beforePage = null;
    pageEntries = Integer.MAX_VALUE;
  }

  public synchronized void pagesOf(int entries) {
    pageEntries = entries;
  }

  /** What happens before each page is read. */
  public synchronized void beforePage(Runnable happens) {
    beforePage = happens;
  }

  @Override
  public synchronized CompletionStage<Long> locate(ExecutionId execution, Offset offset) {
    long number = 1;
    for (Entry entry : logs.apply(execution)) {
      if (entry.event() instanceof OutputAppended output) {
        if (output.offset().bytes() > offset.bytes()) {
          return CompletableFuture.completedStage(1L);
        }
        if (output.offset().bytes() + output.payload().size() > offset.bytes()) {
          return CompletableFuture.completedStage(entry.number());
        }
        number = entry.number() + 1;
      }
    }
    return CompletableFuture.completedStage(number);
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Channel channel, long bytes) {
    throw new UnsupportedOperationException("nothing here asks for that");
  }

  @Override
  public CompletionStage<Boolean> hasHoleAfter(ExecutionId execution, long number) {
    throw new UnsupportedOperationException("nothing here asks for that");
  }

  @Override
  public CompletionStage<List<Entry>> page(
      ExecutionId execution, long fromNumber, int maxPayloadBytes) {
    Runnable happens = beforePage();
    happens.run();
    return pageNow(execution, fromNumber);
  }

  private synchronized Runnable beforePage() {
    return beforePage == null ? () -> {} : beforePage;
  }

  private synchronized CompletionStage<List<Entry>> pageNow(ExecutionId execution, long from) {
    RuntimeException why = broken.get(execution);
    if (why != null) {
      return CompletableFuture.failedStage(why);
    }
    List<Entry> page = new ArrayList<>();
    for (Entry entry : logs.apply(execution)) {
      if (entry.number() >= from && page.size() < pageEntries) {
        page.add(entry);
      }
    }
    return CompletableFuture.completedStage(page);
  }
}
