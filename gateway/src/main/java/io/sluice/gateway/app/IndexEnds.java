package io.sluice.gateway.app;

import io.sluice.gateway.execution.EndListener;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.protocol.execution.State;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies journaled ends into the index. What fails here is made good by the next start. */
final class IndexEnds implements EndListener {
  private static final Logger LOG = LoggerFactory.getLogger(IndexEnds.class);

  private final Index index;
  private final Executor executor;

  IndexEnds(Index index, Executor executor) {
    this.index = index;
    this.executor = executor;
  }

  @Override
  public void ended(State.Ended state) {
    executor.execute(() -> write(state));
  }

  private void write(State.Ended state) {
    var progress = state.progress();
    Duration retention = state.facts().terms().log().retention();
    try {
      index.endExecution(
          state.facts().execution(),
          new ExecutionRow.End(
              state.outcome(),
              progress.offset(),
              progress.startedAt(),
              progress.lastAt(),
              progress.offset().bytes() - progress.trimmed().offset().bytes(),
              retention == null ? null : progress.lastAt().plus(retention)));
    } catch (StorageUnavailable unavailable) {
      LOG.warn("the end of {} is not in the index yet", state.facts().execution(), unavailable);
    }
  }
}
