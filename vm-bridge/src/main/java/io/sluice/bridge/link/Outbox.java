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
 * it gathers until a report is full, something ends, or all before it is acknowledged. Not safe for
 * threads: its execution guards it.
 */
final class Outbox {
  /** One read may begin two reports, and three more end the execution. */
  private static final int MAX_REPORTS_BEFORE_READ = LinkLimits.OUTPUT_WINDOW_REPORTS - 5;

  private final Deque<Item> waiting = new ArrayDeque<>();
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
        waiting.size() + unacknowledged.size() > MAX_REPORTS_BEFORE_READ
            ? 0
            : Math.max(0, LinkLimits.OUTPUT_WINDOW_BYTES - bytes);
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
    return releasable > 0 || (unacknowledged.isEmpty() && !waiting.isEmpty());
  }

  /** What leaves next; from now on it never changes. Null: nothing for now. */
  @Nullable Report next() {
    if (!hasNext()) {
      return null;
    }
    if (unacknowledged.isEmpty()) {
      releasable = waiting.size();
    }
    releasable--;
    Report report =
        switch (waiting.remove()) {
          case Item.Open(Gathering gathering) -> gathering.seal();
          case Item.Whole(Report whole) -> whole;
        };
    unacknowledged.add(report);
    return report;
  }

  /**
   * The journal has everything up to this sequence; what never left cannot be meant.
   *
   * @return whether reading was held back and may go on
   */
  boolean acknowledged(long sequence) {
    while (!unacknowledged.isEmpty() && unacknowledged.getFirst().sequence() <= sequence) {
      bytes -= sizeOf(unacknowledged.remove());
    }
    if (!heldBack || !isHalfEmpty()) {
      return false;
    }
    heldBack = false;
    return true;
  }

  /** The number of the last report, which may still gather. */
  long lastSequence() {
    return lastSequence;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && unacknowledged.isEmpty();
  }

  /** Going on only then saves a wake-up for every few bytes. */
  private boolean isHalfEmpty() {
    return bytes <= LinkLimits.OUTPUT_WINDOW_BYTES / 2
        && waiting.size() + unacknowledged.size() <= LinkLimits.OUTPUT_WINDOW_REPORTS / 2;
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
