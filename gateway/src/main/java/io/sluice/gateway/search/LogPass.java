package io.sluice.gateway.search;

import io.sluice.gateway.search.Scan.Follows;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.persistence.query.UnreadableLog;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.WireFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One request's work on one log: page after page, the next one read while one is looked at. */
final class LogPass {
  static final int PAGE_BYTES = 1024 * 1024;

  private final Sources sources;
  private final ExecutionId id;
  private final Allowance allowance;
  private final StreamScan scan;
  private final long begin;
  private final List<ByteRange> removed = new ArrayList<>();
  private @Nullable Instant startedAt;
  private boolean found;

  /** Where it ended. */
  enum End {
    /** There is more to look at. */
    MORE,
    /** At the newest entry of a log that may grow. */
    NEWEST,
    /** At the end of the log. */
    OVER
  }

  LogPass(
      Sources sources, ExecutionId id, StreamScan scan, Allowance allowance, LogPosition start) {
    this.sources = sources;
    this.id = id;
    this.scan = scan;
    this.allowance = allowance;
    this.begin = start.searchedTo();
  }

  List<ByteRange> removed() {
    return removed;
  }

  /** When the process began to exist, if that was read. */
  @Nullable Instant startedAt() {
    return startedAt;
  }

  /** Whether there was any entry. */
  boolean found() {
    return found;
  }

  /**
   * Works until the allowance or the log ends.
   *
   * @param placed whether the place where it begins must still be there
   * @throws WireFault offset_expired when it is not
   * @throws LogDamaged when entries cannot be read, and nothing was found before
   */
  End run(boolean placed) {
    try {
      return pages(placed);
    } catch (UnreadableLog broken) {
      LogDamaged damaged =
          broken instanceof LogDamaged known
              ? known
              : new LogDamaged(id, String.valueOf(broken.getMessage()), broken);
      sources.operator().accept(damaged);
      if (scan.matches().isEmpty()) {
        throw damaged;
      }
      return End.MORE;
    }
  }

  private End pages(boolean placed) {
    long from = scan.reached();
    CompletionStage<List<Entry>> coming =
        page(from == 0 ? 1 : Stages.await(sources.journal().locate(id, new Offset(from))));
    while (true) {
      List<Entry> page = Stages.await(coming);
      if (page.isEmpty()) {
        return scan.search(Follows.NOTHING_YET) ? End.NEWEST : End.MORE;
      }
      found = true;
      boolean over = page.stream().anyMatch(entry -> entry.event() instanceof Event.Ended);
      if (!over) {
        coming = page(page.getLast().number() + 1);
      }
      if (!take(page, placed) || !scan.search(over ? Follows.NOTHING : Follows.MORE)) {
        return End.MORE;
      }
      if (over) {
        return End.OVER;
      }
      // What is read again for the sake of a line is no progress.
      if (!allowance.isLeft() && scan.reached() > begin) {
        return End.MORE;
      }
    }
  }

  private CompletionStage<List<Entry>> page(long number) {
    return sources.journal().page(id, number, PAGE_BYTES);
  }

  /** False when it has to stop before the page is over. */
  private boolean take(List<Entry> page, boolean placed) {
    for (Entry entry : page) {
      switch (entry.event()) {
        case Event.Started started -> startedAt = started.at();
        case Event.OutputAppended output -> {
          if (scan.leavesOut(output) && !passGap(output.offset(), placed)) {
            return false;
          }
          scan.take(output);
          allowance.read(output.payload().size());
        }
        case Event.Ended ended -> requireWhole(ended.offset());
        case Event.Accepted _,
            Event.Placed _,
            Event.ChannelEnded _,
            Event.ProcessExited _,
            Event.KillRequested _,
            Event.SignalRequested _,
            Event.Resized _,
            Event.OutputCut _,
            Event.Anchored _,
            Event.OfAudience _ -> {}
      }
    }
    return true;
  }

  /** Output may be missing because it was removed, and for no other reason. */
  private boolean passGap(Offset next, boolean placed) {
    Offset earliest = Stages.await(sources.earliest(id));
    if (earliest.isBefore(next)) {
      throw missing(scan.reached());
    }
    if (placed && scan.matches().isEmpty()) {
      throw WireFault.expired(earliest);
    }
    if (!scan.search(Follows.NOTHING)) {
      return false;
    }
    removed.add(ByteRange.of(scan.reached(), next.bytes()));
    scan.goOnAfterGap(next.bytes());
    return true;
  }

  private void requireWhole(Offset end) {
    if (scan.reached() < end.bytes()) {
      Offset earliest = Stages.await(sources.earliest(id));
      if (earliest.isBefore(end)) {
        throw missing(scan.reached());
      }
      removed.add(ByteRange.of(scan.reached(), end.bytes()));
    }
  }

  private LogDamaged missing(long offset) {
    return new LogDamaged(id, "output that nobody removed is missing after offset " + offset, null);
  }
}
