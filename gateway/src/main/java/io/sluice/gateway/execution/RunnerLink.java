package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.runner.GatewayFrame;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One link of a runner. A runner that dials again has another one, and what comes by an earlier one
 * is passed over, for it comes again.
 *
 * @param frames where frames for the runner go
 */
public record RunnerLink(Assignment runner, ActorRef<ToRunner> frames) implements CrossNode {
  void send(GatewayFrame frame) {
    frames.tell(new ToRunner(frame));
  }
}
