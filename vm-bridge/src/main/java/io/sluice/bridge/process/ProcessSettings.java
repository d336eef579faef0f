package io.sluice.bridge.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How host processes are run.
 *
 * @param stateDirectory owned by one runner at a time: {@code boxes/}, {@code spawns/}, a lock
 * @param environment the runner's own, of which few names are passed on
 * @param drainBound after an exit, how long something else may hold the output open
 * @param termGrace between the TERM of a timeout and its KILL
 * @param containments control groups to try, in this order; without one processes are found by a
 *     mark in their environment and by descent
 */
public record ProcessSettings(
    Path stateDirectory,
    Map<String, String> environment,
    Duration drainBound,
    Duration termGrace,
    List<Containment> containments) {
  public static final Duration DRAIN_BOUND = Duration.ofSeconds(2);
  public static final Duration TERM_GRACE = Duration.ofSeconds(5);

  /** Copies the map and the list. */
  public ProcessSettings {
    environment = Map.copyOf(environment);
    containments = List.copyOf(containments);
  }

  /** With whatever control groups there are. */
  public ProcessSettings(
      Path stateDirectory,
      Map<String, String> environment,
      Duration drainBound,
      Duration termGrace) {
    this(stateDirectory, environment, drainBound, termGrace, List.of(Containment.values()));
  }

  public static ProcessSettings of(Path stateDirectory, Map<String, String> environment) {
    return new ProcessSettings(stateDirectory, environment, DRAIN_BOUND, TERM_GRACE);
  }

  /** Leaves the environment out: it may hold secrets. */
  @Override
  public String toString() {
    return "ProcessSettings[" + stateDirectory + ", " + drainBound + ", " + termGrace + "]";
  }
}
