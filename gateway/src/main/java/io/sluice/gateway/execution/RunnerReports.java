package io.sluice.gateway.execution;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the link of a runner puts what the runner tells, in the order it told it. */
public interface RunnerReports {
  /** The runner has it, says its hello. Fails when nobody can say whether it is wanted. */
  CompletionStage<AdoptAnswer> adopt(RunnerLink by, RunnerFrame.Held held);

  /** Whether what a runner has is wanted. */
  sealed interface AdoptAnswer extends CrossNode {
    /** It goes on by this link, after the last report that is journaled. */
    record GoesOn(long committed) implements AdoptAnswer {}

    /** It is to be ended. */
    record NotWanted() implements AdoptAnswer {}
  }

  void started(RunnerLink by, ExecutionId id, long pid);

  void startFailed(RunnerLink by, ExecutionId id, StartFailure failure, String message);

  /** At least one, in their order. */
  void reported(RunnerLink by, ExecutionId id, List<Report> reports);

  void tookStdin(RunnerLink by, ExecutionId id, StdinOffset upTo, boolean noMore);

  /** What it had written at this flush is in the reports up to this sequence. */
  void flushed(RunnerLink by, ExecutionId id, long number, long sequence);
}
