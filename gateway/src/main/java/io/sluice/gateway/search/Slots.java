package io.sluice.gateway.search;

import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How many searches there may be at once: of one tenant, so that it leaves room, and in all. */
final class Slots {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int ofTenant;
  private final int ofAll;
  private final Map<TenantId, Integer> taken = new HashMap<>();
  private int all;

  Slots(int ofTenant, int ofAll) {
    this.ofTenant = ofTenant;
    this.ofAll = ofAll;
  }

  /**
   * @throws WireFault resource_exhausted when none is free
   */
  synchronized void take(TenantId tenant) {
    int own = taken.getOrDefault(tenant, 0);
    if (own >= ofTenant || all >= ofAll) {
      throw new WireFault(
          ProblemCode.RESOURCE_EXHAUSTED,
          "as many searches as may are under way, "
              + (own >= ofTenant ? ofTenant + " of this tenant" : ofAll + " in all"),
          RETRY_AFTER);
    }
    taken.put(tenant, own + 1);
    all++;
  }

  synchronized void giveBack(TenantId tenant) {
    taken.computeIfPresent(tenant, (_, own) -> own == 1 ? null : own - 1);
    all--;
  }
}
