package io.sluice.protocol.execution;

import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.TerminalSize;
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
  record Kill() implements Command {}

  /** Send a signal to its process group. */
  record SendSignal(Signal signal) implements Command {}

  /** Give its terminal another size. */
  record Resize(TerminalSize size) implements Command {}

  /** Its runner is gone and will not be back. */
  record GiveUpRunner() implements Command {}
}
