package io.sluice.gateway.runner;

import io.sluice.gateway.execution.CrossNode;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.model.ExecutionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the runners stand.
 *
 * @param waiting executions in the queue
 * @param limit how many may be
 */
public record RunnersView(List<OneRunner> runners, int waiting, int limit) implements CrossNode {
  public RunnersView {
    runners = List.copyOf(runners);
  }

  /** Where a runner stands. */
  public enum Standing {
    CONNECTED,
    /** Connected, and gets nothing new. */
    DRAINING,
    AWAY
  }

  /**
   * One runner.
   *
   * @param drained whether it gets nothing new, away or not
   * @param queued how many wait for a place on this one
   * @param heardAt when it last answered, by the gateway's clock; null: never by this link
   * @param software the version of its program; null: it does not tell
   * @param executions those that have a place there
   */
  public record OneRunner(
      Assignment runner,
      Standing standing,
      boolean drained,
      Map<String, String> labels,
      List<String> drivers,
      int capacity,
      int queued,
      @Nullable Instant heardAt,
      @Nullable String software,
      List<ExecutionId> executions) {
    public OneRunner {
      labels = Map.copyOf(labels);
      drivers = List.copyOf(drivers);
      executions = List.copyOf(executions);
    }
  }
}
