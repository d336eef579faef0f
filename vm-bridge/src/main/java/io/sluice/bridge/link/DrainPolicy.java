package io.sluice.bridge.link;

import io.sluice.protocol.model.Signal;
import java.time.Duration;

/**
 * How a runner ends its executions before it stops.
 *
 * @param letRun how long they may run on before that, while nothing new is taken
 * @param first sent to every group at once: HUP or TERM
 * @param grace until KILL
 * @param delivery after that, until everything reported is acknowledged
 */
public record DrainPolicy(Duration letRun, Signal first, Duration grace, Duration delivery) {
  public static final DrainPolicy DEFAULT =
      new DrainPolicy(Signal.TERM, Duration.ofSeconds(5), Duration.ofSeconds(10));

  /** Ends them at once. */
  public DrainPolicy(Signal first, Duration grace, Duration delivery) {
    this(Duration.ZERO, first, grace, delivery);
  }
}
