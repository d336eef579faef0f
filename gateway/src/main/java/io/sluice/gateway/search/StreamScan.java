package io.sluice.gateway.search;

import io.sluice.gateway.search.Scan.Follows;
import io.sluice.persistence.query.UnreadableLog;
import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a log, chunk by chunk, each channel by itself: no match spans both. It stops
 * telling when its allowance is used up, and goes on from its {@link #position()}.
 */
final class StreamScan {
  private final Sought sought;
  private final @Nullable Channel only;
  private final Allowance allowance;
  private final List<Match> matches = new ArrayList<>();
  private LogPosition start;
  private @Nullable Scans scans;

  /** The end of what was taken; before the first chunk, where the search begins. */
  private long reached;

  /** One for each channel. */
  private record Scans(Scan stdout, Scan stderr) {
    Scan of(Channel channel) {
      return switch (channel) {
        case STDOUT -> stdout;
        case STDERR -> stderr;
      };
    }
  }

  StreamScan(Sought sought, @Nullable Channel only, LogPosition start, Allowance allowance) {
    this.sought = sought;
    this.only = only;
    this.start = start;
    this.allowance = allowance;
    this.reached = start.readFrom();
  }

  long reached() {
    return reached;
  }

  /** Whether output lies between what was taken and this. */
  boolean leavesOut(OutputAppended output) {
    return output.offset().bytes() > reached;
  }

  /**
   * Takes the next chunk, or one that holds the byte where the search begins.
   *
   * @throws UnreadableLog when it contradicts what came before
   */
  void take(OutputAppended output) {
    long offset = output.offset().bytes();
    long end = offset + output.payload().size();
    if (scans == null) {
      begin(output);
    } else if (offset != reached) {
      throw new UnreadableLog("output stands at " + offset + " where " + reached + " is expected");
    }
    reached = Math.max(reached, end);
    if (scans != null && (only == null || only == output.channel())) {
      scans.of(output.channel()).take(output);
    }
  }

  private void begin(OutputAppended first) {
    Marks marks = start.marks();
    long from = start.readFrom();
    if (marks == null) {
      marks = Marks.beginning(first, from, start.line());
    }
    reached = Math.min(reached, first.offset().bytes());
    scans =
        new Scans(
            sought.scan(Channel.STDOUT, marks.stdout()),
            sought.scan(Channel.STDERR, marks.stderr()));
  }

  /** Tells what can be told of what was taken; false when the allowance ends it before. */
  boolean search(Follows follows) {
    if (scans == null) {
      return true;
    }
    while (allowance.matchesLeft()) {
      Match first = first(scans, follows);
      if (first == null) {
        scans.stdout().tidy();
        scans.stderr().tidy();
        return true;
      }
      matches.add(first);
      allowance.told(first);
      scans.of(first.channel()).told(first);
    }
    return false;
  }

  private @Nullable Match first(Scans both, Follows follows) {
    Match out = both.stdout().peek(reached, follows);
    Match err = both.stderr().peek(reached, follows);
    if (out == null || err == null) {
      return out == null ? err : out;
    }
    return err.offset().isBefore(out.offset()) ? err : out;
  }

  /**
   * Output was removed before what comes next: lines and matches end here, and nobody counts lines
   * any more.
   */
  void goOnAfterGap(long offset) {
    scans = null;
    reached = offset;
    start = new LogPosition(offset, offset, null, null);
  }

  /** What was told, in the order of the log. */
  List<Match> matches() {
    return matches.stream().sorted((one, other) -> one.offset().compareTo(other.offset())).toList();
  }

  /** From where another search goes on. */
  LogPosition position() {
    if (scans == null) {
      return new LogPosition(reached, reached, start.line(), start.marks());
    }
    long from = Math.min(scans.stdout().keepsFrom(reached), scans.stderr().keepsFrom(reached));
    Marks marks = new Marks(scans.stdout().mark(), scans.stderr().mark());
    return new LogPosition(Math.max(0, from), Math.max(start.searchedTo(), reached), null, marks);
  }
}
