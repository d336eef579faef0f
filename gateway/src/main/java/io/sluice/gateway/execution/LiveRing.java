package io.sluice.gateway.execution;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Offset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest committed entries of one execution, so that consumers at the tip need no database. The
 * oldest leave when it is over its bound: nothing waits for a slow consumer (O23). While nobody
 * reads it the bound is low: most output is never followed, and what is kept of it is costly to
 * collect.
 */
final class LiveRing {
  /** While it is read. */
  static final int READ_BYTES = 512 * 1024;

  /** After so much that nobody read as {@link #READ_BYTES}. */
  static final int UNREAD_BYTES = 32 * 1024;

  static final int ENTRY_OVERHEAD_BYTES = 128;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private int bytes;
  private int sinceRead = READ_BYTES;
  private long lastNumber;

  /**
   * @param lastNumber of the journal; none of its entries is held
   */
  LiveRing(long lastNumber) {
    this.lastNumber = lastNumber;
  }

  long lastNumber() {
    return lastNumber;
  }

  /** The events were committed as one, up to this number. */
  void append(List<Event> events, long upToNumber) {
    long number = upToNumber - events.size();
    for (Event event : events) {
      entries.addLast(new Entry(++number, event));
      bytes += size(event);
      sinceRead = Math.min(READ_BYTES, sinceRead + size(event));
      if (event instanceof Event.Trimmed trimmed) {
        drop(trimmed.upTo().offset());
      }
    }
    lastNumber = upToNumber;
    int bound = sinceRead < READ_BYTES ? READ_BYTES : UNREAD_BYTES;
    while (bytes > bound && !entries.isEmpty()) {
      bytes -= size(entries.removeFirst().event());
    }
  }

  /** What was removed, and what came before it: that is read from the journal, with its gaps. */
  private void drop(Offset upTo) {
    long last = 0;
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended output && output.offset().isBefore(upTo)) {
        last = entry.number();
      }
    }
    while (!entries.isEmpty() && entries.peekFirst().number() <= last) {
      bytes -= size(entries.removeFirst().event());
    }
  }

  /** Somebody reads at its tip. */
  void read() {
    sinceRead = 0;
  }

  boolean holds(long number) {
    return !entries.isEmpty() && entries.peekFirst().number() <= number && number <= lastNumber;
  }

  List<Entry> from(long number) {
    List<Entry> found = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.number() >= number) {
        found.add(entry);
      }
    }
    return found;
  }

  private static int size(Event event) {
    return ENTRY_OVERHEAD_BYTES
        + (event instanceof Event.OutputAppended output ? output.payload().size() : 0);
  }
}
