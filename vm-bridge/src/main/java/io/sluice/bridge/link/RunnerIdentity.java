package io.sluice.bridge.link;

import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import java.util.Map;

/**
 * Who a runner is.
 *
 * @param incarnation another one for each life of its process
 * @param capacity how many processes it takes at once, 1 or more
 */
public record RunnerIdentity(
    RunnerId id, Incarnation incarnation, Map<String, String> labels, int capacity) {
  /** Copies the labels. */
  public RunnerIdentity {
    labels = Map.copyOf(labels);
    if (capacity < 1) {
      throw new IllegalArgumentException("a runner's capacity is 1 or more: " + capacity);
    }
  }
}
