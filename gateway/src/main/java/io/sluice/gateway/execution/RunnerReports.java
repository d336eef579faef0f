package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;

/** Where the link of a runner puts what the runner tells, in the order it told it. */
public interface RunnerReports {
  void started(Assignment by, ExecutionId id, long pid);

  void startFailed(Assignment by, ExecutionId id, StartFailure failure, String message);

  void reported(Assignment by, ExecutionId id, Report report);

  void tookStdin(ExecutionId id, StdinOffset upTo, boolean noMore);

  /** What it had written at this flush is in the reports up to this sequence. */
  void flushed(ExecutionId id, long number, long sequence);
}
