package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Assigned;
import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.execution.State.Running;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the limit on the output of an execution leads to. What is kept is what was journaled and not
 * removed. "Cut" is output that is left out of the log (O31), "block" that the runner is not told
 * that its reports are safe, so that it stops to read the process; "trim" that the oldest goes,
 * until seven eighths of the limit are kept. A log is truncated when some was cut, or trimmed, or
 * is about to be.
 *
 * <pre>
 * what is kept        | END        | BLOCK | KEEP_NEWEST
 * less than the limit | -          | -     | -
 * the limit           | -          | block | -
 * more to be kept     | cut, kill  | block | trim
 * more, not running   | cut, kill  | -     | trim
 * more, kill asked    | cut        | -     | trim
 * </pre>
 */
public final class OutputLimits {
  /** Of the limit, removed at a time: rarely enough that who writes hardly feels it. */
  private static final int STEPS = 8;

  private OutputLimits() {}

  /**
   * Whether the process is not to be read now. What it left when it is gone, or is being killed, is
   * taken, so that its end is not held up.
   */
  public static boolean isBlocked(State state) {
    return state instanceof Running running
        && !running.killRequested()
        && limit(running, Policy.BLOCK) instanceof OutputLimit(long bytes, _)
        && kept(running.progress()) >= bytes;
  }

  /** Up to where the oldest output is to be removed; null: nothing is. */
  public static @Nullable Offset excess(State state) {
    return state instanceof Known known
            && limit(known, Policy.KEEP_NEWEST) instanceof OutputLimit(long bytes, _)
            && kept(known.progress()) > bytes
        ? new Offset(known.progress().offset().bytes() - (bytes - bytes / STEPS))
        : null;
  }

  /** Whether the log lacks output that a limit took, or is about to take. */
  static boolean truncates(Known state) {
    return state.progress().truncated() || excess(state) != null;
  }

  /** The facts that output leads to which was not reported before, as far as it is kept. */
  static List<Event> taken(Assigned state, Report.Output report, Event.OutputAppended whole) {
    OutputLimit limit = limit(state, Policy.END);
    long room = limit == null ? Long.MAX_VALUE : limit.bytes() - state.progress().offset().bytes();
    int size = report.payload().size();
    if (size <= room) {
      return List.of(whole);
    }
    List<Event> events = new ArrayList<>();
    if (room > 0) {
      events.add(
          new Event.OutputAppended(
              whole.sequence(),
              whole.channel(),
              whole.offset(),
              whole.channelBytes(),
              whole.timeMicros(),
              report.payload().slice(0, (int) room)));
    }
    events.add(new Event.OutputCut(whole.sequence(), whole.timeMicros()));
    return events;
  }

  /** What follows on a cut; null: nothing that was not asked for before. */
  static Event.@Nullable KillRequested end(Assigned state, Instant now) {
    return state.killRequested() ? null : new Event.KillRequested(Cause.OUTPUT_LIMIT, now);
  }

  /** Whether the kill that a process ended by was that of its limit. */
  static boolean ended(Assigned state, ExitStatus status) {
    return limit(state, Policy.END) instanceof OutputLimit(long bytes, _)
        && state.progress().truncated()
        && state.progress().offset().bytes() == bytes
        && Reports.isKill(status);
  }

  private static @Nullable OutputLimit limit(Known state, Policy policy) {
    OutputLimit limit = state.facts().terms().log().output();
    return limit != null && limit.policy() == policy ? limit : null;
  }

  private static long kept(Progress progress) {
    return progress.offset().bytes() - progress.trimmed().offset().bytes();
  }
}
