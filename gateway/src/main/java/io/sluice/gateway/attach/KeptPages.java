package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pages of logs, those that nobody asked for longest go first. Not safe for threads. */
final class KeptPages {
  private static final int ENTRY_OVERHEAD_BYTES = 200;

  private final long maxBytes;
  private final Map<ExecutionId, NavigableMap<Long, Page>> logs = new HashMap<>();

  /** The one that was asked for last is the last. */
  private final LinkedHashSet<Page> byUse = new LinkedHashSet<>();

  private long bytes;

  /** Equal only to itself, so that looking it up costs the same for every size. */
  private static final class Page {
    private final ExecutionId execution;
    private final long from;
    private final List<Entry> entries;
    private final long bytes;

    private Page(ExecutionId execution, long from, List<Entry> entries) {
      this.execution = execution;
      this.from = from;
      this.entries = List.copyOf(entries);
      this.bytes = entries.stream().mapToLong(entry -> ENTRY_OVERHEAD_BYTES + payload(entry)).sum();
    }

    private long last() {
      return entries.getLast().number();
    }
  }

  /**
   * @param maxBytes of all of them together
   */
  KeptPages(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What is known to be in the log from this number on; null: nothing. */
  @Nullable List<Entry> from(ExecutionId execution, long number) {
    Page page = pageWith(execution, number);
    if (page == null) {
      return null;
    }
    byUse.remove(page);
    byUse.add(page);
    int skip = 0;
    while (page.entries.get(skip).number() < number) {
      skip++;
    }
    return page.entries.subList(skip, page.entries.size());
  }

  private @Nullable Page pageWith(ExecutionId execution, long number) {
    NavigableMap<Long, Page> pages = logs.get(execution);
    Map.Entry<Long, Page> nearest = pages == null ? null : pages.floorEntry(number);
    return nearest != null && nearest.getValue().last() >= number ? nearest.getValue() : null;
  }

  /** Whether the entries right before this number are here: somebody reads on. */
  boolean endsBefore(ExecutionId execution, long number) {
    return pageWith(execution, number - 1) != null;
  }

  /** At least one entry. */
  void add(ExecutionId execution, long from, List<Entry> entries) {
    Page page = new Page(execution, from, entries);
    if (page.bytes > maxBytes) {
      return;
    }
    Page replaced = logs.computeIfAbsent(execution, _ -> new TreeMap<>()).put(from, page);
    if (replaced != null) {
      byUse.remove(replaced);
      bytes -= replaced.bytes;
    }
    byUse.add(page);
    bytes += page.bytes;
    Iterator<Page> oldest = byUse.iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      Page leaving = oldest.next();
      oldest.remove();
      forget(leaving);
    }
  }

  private void forget(Page page) {
    bytes -= page.bytes;
    NavigableMap<Long, Page> pages = logs.get(page.execution);
    if (pages != null) {
      pages.remove(page.from);
      if (pages.isEmpty()) {
        logs.remove(page.execution);
      }
    }
  }

  void drop(ExecutionId execution) {
    NavigableMap<Long, Page> pages = logs.remove(execution);
    if (pages != null) {
      for (Page page : pages.values()) {
        byUse.remove(page);
        bytes -= page.bytes;
      }
    }
  }

  static long payload(Entry entry) {
    return entry.event() instanceof Event.OutputAppended output ? output.payload().size() : 0;
  }
}
