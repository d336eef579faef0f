package io.sluice.bridge.link;

import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who a runner is.
 *
 * @param incarnation another one for each life of its process
 * @param capacity how many processes it takes at once, 1 or more
 * @param software the version of its program, shown to operators; null: not told
 */
public record RunnerIdentity(
    RunnerId id,
    Incarnation incarnation,
    Map<String, String> labels,
    int capacity,
    @Nullable String software) {
  /** One that does not tell its version. */
  public RunnerIdentity(
      RunnerId id, Incarnation incarnation, Map<String, String> labels, int capacity) {
    this(id, incarnation, labels, capacity, null);
  }

  /** Copies the labels. */
  public RunnerIdentity {
    labels = Map.copyOf(labels);
    if (capacity < 1) {
      throw new IllegalArgumentException("a runner's capacity is 1 or more: " + capacity);
    }
  }
}
