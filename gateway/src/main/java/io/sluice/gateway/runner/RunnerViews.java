package io.sluice.gateway.runner;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.util.concurrent.CompletionStage;

/** The runners and the queue, for people. */
public interface RunnerViews {
  CompletionStage<RunnersView> view();

  /**
   * Has a runner get nothing new from now on, over reconnects and restarts too, or again.
   *
   * @return false: nobody knows such a runner
   */
  CompletionStage<Boolean> drain(RunnerId runner, boolean yes);

  /** The turn of an execution in the queue, from 1; 0: it does not wait there. */
  CompletionStage<Integer> position(ExecutionId execution);
}
