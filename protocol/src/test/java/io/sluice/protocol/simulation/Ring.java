package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.simulation.Journal.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest entries in the memory of the gateway. */
final class Ring {
  private static final int MOST_BYTES = 700;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private int bytes;
  private long lastNumber;

  Ring(long lastNumber) {
    this.lastNumber = lastNumber;
  }

  void append(List<Event> events) {
    for (Event event : events) {
      Entry entry = new Entry(++lastNumber, event);
      entries.add(entry);
      bytes += entry.bytes();
    }
    while (bytes > MOST_BYTES) {
      bytes -= entries.remove().bytes();
    }
  }

  /** What is removed from the journal, and what came before it, is no longer served from here. */
  void dropTrimmed(Offset upTo) {
    List<Entry> gone =
        entries.stream().takeWhile(entry -> !Journal.startsAtOrAfter(entry, upTo)).toList();
    long last =
        gone.stream()
            .filter(entry -> entry.event() instanceof Event.OutputAppended)
            .mapToLong(Entry::number)
            .max()
            .orElse(0);
    while (!entries.isEmpty() && entries.getFirst().number() <= last) {
      bytes -= entries.remove().bytes();
    }
  }

  boolean reaches(long number) {
    return number <= lastNumber;
  }

  boolean holds(long number) {
    Entry first = entries.peek();
    return first != null && first.number() <= number && reaches(number);
  }

  List<Entry> from(long number) {
    return entries.stream().filter(entry -> entry.number() >= number).toList();
  }
}
