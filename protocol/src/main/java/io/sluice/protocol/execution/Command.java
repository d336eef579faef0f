package io.sluice.protocol.execution;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.proof.SignedAnchor;
import java.time.Duration;
import java.util.List;

/** What may be asked of an execution. */
public sealed interface Command {
  /** Begin to exist. */
  record Accept(Facts facts, Placement placement) implements Command {}

  /** Whether a runner is known at the acceptance. */
  sealed interface Placement {
    /** None yet. */
    record Pending() implements Placement {}

    /** This one. */
    record On(Assignment assignment) implements Placement {}
  }

  /** Give a waiting execution its runner. */
  record Place(Assignment assignment) implements Command {}

  /** The runner says that the process exists. */
  record ConfirmStart(Assignment by, long pid) implements Command {}

  /** The runner says that no process came to exist. */
  record FailStart(Assignment by, StartFailure failure, String message) implements Command {}

  /** Take over what the runner reports, in its order; what is known already is passed over. */
  record TakeReports(Assignment by, List<Report> reports) implements Command {
    /** Copies the list. */
    public TakeReports {
      reports = List.copyOf(reports);
    }
  }

  /** End it now. */
  record Kill(Cause cause) implements Command {
    /** Somebody wants it. */
    public Kill() {
      this(Cause.ASKED);
    }
  }

  /** Send a signal to its process group. */
  record SendSignal(Signal signal, Cause cause) implements Command {
    /** Somebody wants it. */
    public SendSignal(Signal signal) {
      this(signal, Cause.ASKED);
    }
  }

  /** Give its terminal another size. */
  record Resize(TerminalSize size) implements Command {}

  /**
   * Remove output from the start of the log, up to the last boundary between two entries.
   *
   * @param upTo what is asked for
   * @param boundary the last one at or before it; a byte count of the log, as who reads it found
   * @param owedFor how long after the end a consumer with an open place is owed the rest
   */
  record Trim(Offset upTo, Cursor boundary, Purpose purpose, Duration owedFor) implements Command {}

  /** Why output is removed, which decides whose it may be. */
  enum Purpose {
    /** Nobody needs it any more: what a consumer is owed stays. */
    CLEAN_UP,
    /** A limit is reached: who is owed some of it is told of the gap. */
    LIMIT
  }

  /** Put down what was signed about the log. */
  record Anchor(SignedAnchor signed) implements Command {}

  /** What consumers do. */
  sealed interface Attend extends Command {}

  /**
   * Give control, which has one holder; it raises the generation.
   *
   * @param owedFor how long after the end a place is kept; who comes later begins anew
   */
  record TakeControl(Seat seat, Claim claim, StartFrom from, Duration owedFor) implements Attend {}

  /** Whether a holder is displaced. */
  enum Claim {
    WHEN_FREE,
    /** It is gone, or the claimant preempts it. */
    EVEN_IF_TAKEN
  }

  /** Who has control came so far. */
  record Acknowledge(SessionId session, Cursor cursor) implements Attend {}

  /**
   * Who has control leaves; nothing new when it has it no more.
   *
   * @param sawExit whether the exit followed what it acknowledged, so that nothing is owed to it
   */
  record LeaveControl(SessionId session, Cursor cursor, boolean sawExit) implements Attend {}

  /**
   * A consumer that only reads came so far.
   *
   * @param sawExit whether nothing is owed to it any more
   */
  record KeepPlace(ConsumerId consumer, Cursor cursor, boolean sawExit) implements Attend {}

  /** End it unless it has a runner: it waited for one long enough. */
  record StopWaiting() implements Command {}

  /** Its runner is gone and will not be back. */
  record GiveUpRunner() implements Command {}
}
