package io.sluice.gateway.runner;

import io.sluice.gateway.execution.Wanted;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.List;
import java.util.Map;

/**
 * A runner as a placement sees it.
 *
 * @param taken how many of its places are taken
 */
record Candidate(RunnerId runner, Traits traits, int taken, Standing standing) {
  /** What it told of itself. */
  record Traits(int capacity, Map<String, String> labels, List<String> drivers) {
    Traits {
      labels = Map.copyOf(labels);
      drivers = List.copyOf(drivers);
    }

    static Traits of(RunnerFrame.Hello hello) {
      return new Traits(hello.capacity(), hello.labels(), hello.drivers());
    }
  }

  /** Whether anything may be placed there. */
  enum Standing {
    OPEN,
    /** Connected, but did not answer by this link yet (L1), or not since it refused a start. */
    UNPROVEN,
    /** It is to get nothing new. */
    DRAINING,
    AWAY
  }

  boolean hasDriver(Wanted wanted) {
    String driver = wanted.requirements().driver();
    return driver == null || traits.drivers().contains(driver);
  }

  boolean hasLabels(Wanted wanted) {
    return traits.labels().entrySet().containsAll(wanted.requirements().runnerLabels().entrySet());
  }

  boolean isFree() {
    return standing == Standing.OPEN && taken < traits.capacity();
  }

  double load() {
    return (double) taken / traits.capacity();
  }
}
