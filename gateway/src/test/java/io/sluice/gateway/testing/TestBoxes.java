package io.sluice.gateway.testing;

import io.sluice.persistence.index.Box;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.Map;

/** Boxes that were never started, have nothing of their own, and that any runner may host. */
public final class TestBoxes {
  private TestBoxes() {}

  public static Box box(BoxId id, TenantId tenant, Instant at) {
    return new Box(
        id,
        tenant,
        null,
        Box.Status.CONFIGURED,
        "",
        1,
        128,
        Map.of(),
        null,
        Map.of(),
        Box.Upkeep.NONE,
        Box.Life.NONE,
        at,
        at,
        Requirements.NONE,
        null);
  }
}
