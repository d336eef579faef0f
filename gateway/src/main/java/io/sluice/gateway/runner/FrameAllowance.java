package io.sluice.gateway.runner;

import io.sluice.protocol.runner.LinkFault;

/** How many control frames one link may still send: they cost no credit. */
final class FrameAllowance {
  private final int most;
  private int taken;

  /**
   * @param most between two renewals
   */
  FrameAllowance(int most) {
    this.most = most;
  }

  /**
   * @throws LinkFault for a flood
   */
  void take() {
    if (++taken > most) {
      throw new LinkFault(LinkFault.Reason.FLOOD, "a flood of control frames");
    }
  }

  void renew() {
    taken = 0;
  }
}
