package io.sluice.bridge.link;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.runner.LinkLimits;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one execution between its process and the journal: numbered from 1 in the order of
 * happening and kept until acknowledged. Output leaves at once when nothing is unacknowledged; else
 * it gathers until a report is full, something ends, or all before it is acknowledged. What left by
 * a link that broke leaves once more, as it was. Not safe for threads: its execution guards it.
 */
final class Outbox {
  /** One read may begin two reports, and three more end the execution. */
  private static final int MAX_REPORTS_BEFORE_READ = LinkLimits.OUTPUT_WINDOW_REPORTS - 5;

  private final Deque<Item> waiting = new ArrayDeque<>();
  private final Deque<Report> toRepeat = new ArrayDeque<>();
  private final Deque<Report> unacknowledged = new ArrayDeque<>();
  private int releasable;
  private int bytes;
  private long lastSequence;
  private boolean heldBack;

  /** What has its number but has not left. */
  private sealed interface Item {
    record Open(Gathering gathering) implements Item {}

    record Whole(Report report) implements Item {}
  }

  /** How many bytes may be read now; after 0 an acknowledgement says when to go on. */
  int room() {
    int room =
        kept() > MAX_REPORTS_BEFORE_READ ? 0 : Math.max(0, LinkLimits.OUTPUT_WINDOW_BYTES - bytes);
    heldBack = heldBack || room == 0;
    return room;
  }

  void output(Channel channel, long timeMicros, ByteBuffer from) {
    bytes += from.remaining();
    while (from.hasRemaining()) {
      Gathering gathering = gatheringFor(channel, timeMicros);
      gathering.take(from);
      if (gathering.isFull()) {
        releasable = waiting.size();
      }
    }
  }

  void channelEnded(Channel channel, long timeMicros, ChannelEnding ending) {
    add(new Report.ChannelEnded(++lastSequence, channel, timeMicros, ending));
  }

  void exited(long timeMicros, ExitStatus status, boolean timedOut) {
    add(new Report.Exited(++lastSequence, timeMicros, status, timedOut));
  }

  boolean hasNext() {
    return releasable > 0
        || !toRepeat.isEmpty()
        || (unacknowledged.isEmpty() && !waiting.isEmpty());
  }

  /** What leaves next; from now on it never changes. Null: nothing for now. */
  @Nullable Report next() {
    if (!hasNext()) {
      return null;
    }
    Report report = toRepeat.isEmpty() ? nextNew() : toRepeat.remove();
    unacknowledged.add(report);
    return report;
  }

  private Report nextNew() {
    if (unacknowledged.isEmpty()) {
      releasable = waiting.size();
    }
    releasable--;
    return switch (waiting.remove()) {
      case Item.Open(Gathering gathering) -> gathering.seal();
      case Item.Whole(Report whole) -> whole;
    };
  }

  /**
   * Another link: what left by the last one and is not journaled leaves again, unchanged.
   *
   * @return as of {@link #acknowledged}
   */
  boolean linkedAgain(long committed) {
    unacknowledged.addAll(toRepeat);
    toRepeat.clear();
    toRepeat.addAll(unacknowledged);
    unacknowledged.clear();
    return acknowledged(committed);
  }

  /**
   * The journal has everything up to this sequence; what never left cannot be meant.
   *
   * @return whether reading was held back and may go on
   */
  boolean acknowledged(long sequence) {
    forget(unacknowledged, sequence);
    // What left by an earlier link may be journaled meanwhile.
    forget(toRepeat, sequence);
    if (!heldBack || !isHalfEmpty()) {
      return false;
    }
    heldBack = false;
    return true;
  }

  private void forget(Deque<Report> journaled, long sequence) {
    while (!journaled.isEmpty() && journaled.getFirst().sequence() <= sequence) {
      bytes -= sizeOf(journaled.remove());
    }
  }

  private int kept() {
    return waiting.size() + toRepeat.size() + unacknowledged.size();
  }

  /** Everything up to this number is journaled; 0: nothing is. */
  long lastAcknowledged() {
    return lastSequence - kept();
  }

  /** The number of the last report, which may still gather. */
  long lastSequence() {
    return lastSequence;
  }

  boolean isEmpty() {
    return kept() == 0;
  }

  /** Going on only then saves a wake-up for every few bytes. */
  private boolean isHalfEmpty() {
    return bytes <= LinkLimits.OUTPUT_WINDOW_BYTES / 2
        && kept() <= LinkLimits.OUTPUT_WINDOW_REPORTS / 2;
  }

  private void add(Report report) {
    waiting.add(new Item.Whole(report));
    releasable = waiting.size();
  }

  private Gathering gatheringFor(Channel channel, long timeMicros) {
    if (waiting.peekLast() instanceof Item.Open(Gathering open)
        && open.channel() == channel
        && !open.isFull()) {
      return open;
    }
    Gathering begun = new Gathering(++lastSequence, channel, timeMicros);
    waiting.add(new Item.Open(begun));
    return begun;
  }

  private static int sizeOf(Report report) {
    return switch (report) {
      case Report.Output output -> output.payload().size();
      case Report.ChannelEnded _, Report.Exited _ -> 0;
    };
  }
}
