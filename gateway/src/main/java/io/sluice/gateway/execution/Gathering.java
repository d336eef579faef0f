package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.runner.LinkLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What a runner told of one execution and the journal does not have yet. While one batch is being
 * committed the next one gathers here; the runner's window bounds it.
 */
final class Gathering {
  private static final int BATCH_BYTES = 2 * 1024 * 1024;
  private static final int BATCH_REPORTS = 256;

  private final Queue<Command> waiting = new ArrayDeque<>();
  private List<Command> inFlight = List.of();
  private long batch;
  private long waitingBytes;
  private int waitingReports;

  /** False, and nothing kept, when the runner sent more than its window allows. */
  boolean add(Command command) {
    if (command instanceof Command.TakeReports(_, var reports)) {
      waitingBytes += bytes(reports);
      waitingReports += reports.size();
      if (waitingBytes > LinkLimits.OUTPUT_WINDOW_BYTES
          || waitingReports > LinkLimits.OUTPUT_WINDOW_REPORTS) {
        return false;
      }
    }
    waiting.add(command);
    return true;
  }

  boolean isIdle() {
    return inFlight.isEmpty() && waiting.isEmpty();
  }

  /**
   * Whether nothing waits but that the process began or a channel closed: with a short command the
   * rest is a moment behind, and one commit does for all.
   */
  boolean holdsOnlyNotes() {
    return !waiting.isEmpty() && waiting.stream().allMatch(Gathering::isNote);
  }

  private static boolean isNote(Command command) {
    return command instanceof Command.ConfirmStart
        || (command instanceof Command.TakeReports(_, var reports)
            && reports.stream().allMatch(Report.ChannelEnded.class::isInstance));
  }

  /** The number of the batch that is not answered. */
  long batch() {
    return batch;
  }

  /** The next batch, empty while one is in flight or when nothing waits. */
  List<Command> next() {
    if (!inFlight.isEmpty()) {
      return List.of();
    }
    List<Command> commands = new ArrayList<>();
    long bytes = 0;
    int reports = 0;
    while (!waiting.isEmpty() && bytes < BATCH_BYTES && reports < BATCH_REPORTS) {
      Command command = waiting.remove();
      if (command instanceof Command.TakeReports take) {
        long size = bytes(take.reports());
        bytes += size;
        waitingBytes -= size;
        reports += take.reports().size();
        waitingReports -= take.reports().size();
      }
      commands.add(command);
    }
    if (!commands.isEmpty()) {
      batch++;
    }
    inFlight = merged(commands);
    return inFlight;
  }

  /** The batch that is not answered: what a child that came back must be given again. */
  List<Command> unanswered() {
    return inFlight;
  }

  /** An answer to a batch that was given twice counts once. */
  void answered(long number) {
    if (number == batch) {
      inFlight = List.of();
    }
  }

  void clear() {
    waiting.clear();
    waitingBytes = 0;
    waitingReports = 0;
  }

  /** Neighbouring reports of one runner become one command. */
  private static List<Command> merged(List<Command> batch) {
    List<Command> merged = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    Assignment owner = null;
    for (Command command : batch) {
      boolean joins =
          command instanceof Command.TakeReports take && (owner == null || owner.equals(take.by()));
      if (!joins && owner != null) {
        merged.add(new Command.TakeReports(owner, reports));
        reports = new ArrayList<>();
        owner = null;
      }
      if (command instanceof Command.TakeReports take) {
        owner = take.by();
        reports.addAll(take.reports());
      } else {
        merged.add(command);
      }
    }
    if (owner != null) {
      merged.add(new Command.TakeReports(owner, reports));
    }
    return merged;
  }

  private static long bytes(List<Report> reports) {
    long bytes = 0;
    for (Report report : reports) {
      bytes += report instanceof Report.Output output ? output.payload().size() : 0;
    }
    return bytes;
  }
}
