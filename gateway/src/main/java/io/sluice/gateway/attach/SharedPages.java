package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.persistence.retention.LogRemoval;
import io.sluice.persistence.retention.OutputRemoval;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The same journal, read once for several readers of the same region: who asks for a page that is
 * being read waits for that one, and pages that can never become another are kept within a bound of
 * bytes for all logs together. To who reads one page after the other the next is ready, when it was
 * ahead by no more than that one. Removed entries leave before anybody is told that they are gone.
 */
public final class SharedPages implements JournalReader {
  /** Pages that nobody asked for yet and that are being read, of all logs. */
  private static final int MOST_AHEAD = 4;

  private final JournalReader journal;
  private final KeptPages kept;
  private final Map<Wanted, CompletableFuture<List<Entry>>> flights = new HashMap<>();
  private int ahead;

  private record Wanted(ExecutionId execution, long from, int maxBytes) {}

  /**
   * @param maxBytes of the pages that are kept; 0: none is, and none is read ahead
   */
  public SharedPages(JournalReader journal, long maxBytes) {
    this.journal = journal;
    this.kept = new KeptPages(maxBytes);
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

  @Override
  public CompletionStage<List<Entry>> page(
      ExecutionId execution, long fromNumber, int maxPayloadBytes) {
    Wanted wanted = new Wanted(execution, fromNumber, maxPayloadBytes);
    List<Entry> found = find(wanted);
    if (found == null) {
      return read(wanted, false).thenApply(page -> handed(wanted, page));
    }
    return CompletableFuture.completedStage(handed(wanted, found));
  }

  private synchronized @Nullable List<Entry> find(Wanted wanted) {
    List<Entry> entries = kept.from(wanted.execution(), wanted.from());
    return entries == null ? null : upTo(entries, wanted.maxBytes());
  }

  /** Who reads on gets the next page without waiting for it. */
  private List<Entry> handed(Wanted wanted, List<Entry> page) {
    if (isFinal(page, wanted.maxBytes()) && mayReadAhead(wanted, page)) {
      long next = page.getLast().number() + 1;
      var _ = read(new Wanted(wanted.execution(), next, wanted.maxBytes()), true);
    }
    return page;
  }

  private synchronized boolean mayReadAhead(Wanted wanted, List<Entry> page) {
    Entry last = page.getLast();
    return ahead < MOST_AHEAD
        && !(last.event() instanceof Event.Ended)
        && kept.endsBefore(wanted.execution(), wanted.from())
        && kept.from(wanted.execution(), last.number() + 1) == null;
  }

  private CompletableFuture<List<Entry>> read(Wanted wanted, boolean isAhead) {
    CompletableFuture<List<Entry>> mine = new CompletableFuture<>();
    synchronized (this) {
      CompletableFuture<List<Entry>> first = flights.putIfAbsent(wanted, mine);
      if (first != null) {
        return first;
      }
      ahead += isAhead ? 1 : 0;
    }
    var _ =
        journal
            .page(wanted.execution(), wanted.from(), wanted.maxBytes())
            .whenComplete((page, failure) -> landed(wanted, mine, isAhead, page, failure));
    return mine;
  }

  private void landed(
      Wanted wanted,
      CompletableFuture<List<Entry>> mine,
      boolean wasAhead,
      @Nullable List<Entry> page,
      @Nullable Throwable failure) {
    synchronized (this) {
      ahead -= wasAhead ? 1 : 0;
      // Else something was removed meanwhile, perhaps of what was just read.
      if (flights.remove(wanted, mine) && page != null && isFinal(page, wanted.maxBytes())) {
        kept.add(wanted.execution(), wanted.from(), page);
      }
    }
    if (page != null) {
      mine.complete(page);
    } else if (failure != null) {
      mine.completeExceptionally(failure);
    }
  }

  /** Whether the same request gives the same entries for ever, unless some are removed. */
  private static boolean isFinal(List<Entry> page, int maxBytes) {
    return !page.isEmpty()
        && (bytes(page) >= maxBytes
            || page.stream().anyMatch(entry -> entry.event() instanceof Event.Ended));
  }

  private static List<Entry> upTo(List<Entry> entries, int maxBytes) {
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += KeptPages.payload(entries.get(i));
      if (bytes >= maxBytes) {
        return entries.subList(0, i + 1);
      }
    }
    return entries;
  }

  private static long bytes(List<Entry> page) {
    return page.stream().mapToLong(KeptPages::payload).sum();
  }

  private synchronized void drop(ExecutionId execution) {
    kept.drop(execution);
    flights.keySet().removeIf(wanted -> wanted.execution().equals(execution));
  }

  /** The same removal, after which none of it is handed out. */
  public OutputRemoval dropping(OutputRemoval removal) {
    return new OutputRemoval() {
      @Override
      public CompletionStage<Cursor> boundary(ExecutionId execution, Offset offset) {
        return removal.boundary(execution, offset);
      }

      @Override
      public CompletionStage<ChainHead> head(ExecutionId execution, TrimPoint from, Offset offset) {
        return removal.head(execution, from, offset);
      }

      @Override
      public CompletionStage<Long> remove(ExecutionId execution, Offset upTo, Haste haste) {
        drop(execution);
        return removal.remove(execution, upTo, haste).whenComplete((_, _) -> drop(execution));
      }
    };
  }

  /** The same removal, after which none of it is handed out. */
  public LogRemoval dropping(LogRemoval removal) {
    return (execution, last) -> {
      drop(execution);
      return removal.forget(execution, last).whenComplete((_, _) -> drop(execution));
    };
  }
}
