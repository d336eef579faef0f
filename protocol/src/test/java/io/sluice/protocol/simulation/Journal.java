package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Passages;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.Payload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What survives a crash of the gateway: the log, and the cursors of consumers without offsets. */
final class Journal {
  private final Written written;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Saved> cursors = new LinkedHashMap<>();
  private final Map<String, Tally> furthest = new LinkedHashMap<>();
  private final Tally bytes = new Tally();
  private final BitSet removed = new BitSet();
  private State state = Execution.initial();
  private boolean cut;

  /** One journaled event, numbered from 1. */
  record Entry(long number, Event event) {
    int bytes() {
      return 10 + (event instanceof Event.OutputAppended output ? output.payload().size() : 0);
    }
  }

  /**
   * Where a consumer goes on.
   *
   * @param open until it has everything
   */
  record Saved(Cursor cursor, boolean open) {}

  Journal(Written written) {
    this.written = written;
  }

  /** All of them or none. */
  void append(List<Event> events) {
    for (Event event : events) {
      if (event instanceof Event.OutputAppended output) {
        Channel channel = output.channel();
        requireOffsets(output);
        written.requireWritten(channel, output.channelBytes(), output.payload(), "the journal");
        bytes.set(channel, bytes.of(channel) + output.payload().size());
      }
      if (event instanceof Event.OutputCut) {
        cut = true;
        requireLimit();
      }
      if (event instanceof Event.Ended ended && ended.outcome().complete() && !cut) {
        written.requireAll(bytes);
      }
      entries.add(new Entry(entries.size() + 1, event));
      state = Execution.evolve(state, event);
    }
  }

  /** What is left out lies beyond a limit that is used up, to the byte. */
  private void requireLimit() {
    OutputLimit limit =
        state instanceof State.Known known ? known.facts().terms().log().output() : null;
    if (limit == null || bytes.sum() != limit.bytes()) {
      throw Invariant.PREFIX_OF_WRITTEN.broken("output was cut at " + bytes.sum());
    }
  }

  private void requireOffsets(Event.OutputAppended output) {
    if (output.offset().bytes() != bytes.sum()
        || output.channelBytes() != bytes.of(output.channel())) {
      throw Invariant.PREFIX_OF_WRITTEN.broken("the journal counts wrongly: " + output);
    }
  }

  void save(String key, Saved saved) {
    cursors.put(key, saved);
    Tally furthest = furthest(key);
    for (Channel channel : Channel.values()) {
      furthest.set(channel, Math.max(furthest.of(channel), saved.cursor().bytes(channel)));
    }
  }

  /** What of each channel a consumer acknowledged, as far as that was ever journaled. */
  Tally furthest(String key) {
    return furthest.computeIfAbsent(key, _ -> new Tally());
  }

  Map<String, Saved> cursors() {
    return cursors;
  }

  State state() {
    return state;
  }

  /** What is left of the log. */
  List<Event> events() {
    return entries.stream().filter(this::isLeft).map(Entry::event).toList();
  }

  private boolean isLeft(Entry entry) {
    return !removed.get((int) entry.number());
  }

  /** Any place between two entries, as who trims would find it. */
  Cursor boundary(Scheduler scheduler) {
    List<Cursor> starts =
        entries.stream()
            .map(Entry::event)
            .filter(Event.OutputAppended.class::isInstance)
            .map(event -> Passages.start((Event.OutputAppended) event))
            .toList();
    int chosen = scheduler.below(starts.size() + 1);
    return chosen < starts.size()
        ? starts.get(chosen)
        : new Cursor(end(), bytes.of(Channel.STDOUT), bytes.of(Channel.STDERR));
  }

  /** The newest place between two entries that is not after the offset. */
  Cursor boundaryBefore(Offset offset) {
    Cursor newest = Cursor.START;
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended output
          && !offset.isBefore(output.offset())) {
        newest = Passages.start(output);
      }
    }
    return newest;
  }

  Offset trimmed() {
    return state instanceof State.Known known ? known.progress().trimmed().offset() : Offset.ZERO;
  }

  /** The rows of output before there. */
  void remove(Offset upTo) {
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended && !startsAtOrAfter(entry, upTo)) {
        removed.set((int) entry.number());
      }
    }
  }

  static boolean startsAtOrAfter(Entry entry, Offset offset) {
    return entry.event() instanceof Event.OutputAppended output
        && !output.offset().isBefore(offset);
  }

  /** Nobody is told of a gap where the log has none. */
  void requireTrimmed(ByteRange range) {
    if (trimmed().isBefore(range.to())) {
      throw Invariant.NO_GAP.broken("a gap in " + range + " and nothing is trimmed there");
    }
  }

  long lastNumber() {
    return entries.size();
  }

  /** Of the runner's reports. */
  long lastSequence() {
    return state instanceof State.Known known ? known.progress().lastSequence() : 0;
  }

  boolean hasEnded() {
    return state instanceof State.Ended;
  }

  Offset end() {
    return new Offset(bytes.sum());
  }

  long bytes(Channel channel) {
    return bytes.of(channel);
  }

  /** How many bytes of the channel lie before the offset. */
  long bytesBefore(Offset offset, Channel channel) {
    long count = 0;
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended output && output.channel() == channel) {
        count += Math.clamp(offset.bytes() - output.offset().bytes(), 0, output.payload().size());
      }
    }
    return count;
  }

  /**
   * The first entry that holds a byte at or after the offset, or the one after the last output; 1
   * when that byte was removed.
   */
  long locate(Offset offset) {
    long afterLast = 1;
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended output && isLeft(entry)) {
        if (offset.isBefore(output.offset())) {
          return 1;
        }
        if (offset.isBefore(output.offset().plus(output.payload().size()))) {
          return entry.number();
        }
        afterLast = entry.number() + 1;
      }
    }
    return afterLast;
  }

  /** Ends after the entry that reaches the limit. */
  List<Entry> page(long from, int mostBytes) {
    List<Entry> page = new ArrayList<>();
    int size = 0;
    for (long number = from; number <= lastNumber() && size < mostBytes; number++) {
      Entry entry = entries.get((int) number - 1);
      if (isLeft(entry)) {
        page.add(entry);
        size += entry.bytes();
      }
    }
    return page;
  }

  /** A consumer has seen these bytes, so that no crash may take them back. */
  void requireCommitted(Channel channel, long from, Payload payload) {
    if (from + payload.size() > bytes.of(channel)) {
      throw Invariant.ACKNOWLEDGED_IS_DURABLE.broken("a consumer saw what is not committed");
    }
  }
}
