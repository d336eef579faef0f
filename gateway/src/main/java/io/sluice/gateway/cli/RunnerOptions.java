package io.sluice.gateway.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code sluice runner} was asked for.
 *
 * @param capacity how many executions at once, at least 1
 * @param driver what runs commands of boxes that name none
 */
public record RunnerOptions(
    URI gateway,
    Path tokenFile,
    Map<String, String> labels,
    int capacity,
    DataDirectory data,
    String driver) {
  /**
   * @throws IllegalArgumentException when there is room for none
   */
  public RunnerOptions {
    labels = Map.copyOf(labels);
    if (capacity < 1) {
      throw new IllegalArgumentException("--capacity is at least 1");
    }
  }
}
