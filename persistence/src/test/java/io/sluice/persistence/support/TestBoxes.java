package io.sluice.persistence.support;

import io.sluice.persistence.index.Box;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Boxes that were never started and that any runner may host. */
public final class TestBoxes {
  private static final int CPUS = 1;
  private static final int MEMORY_MIB = 128;

  private TestBoxes() {}

  /** With nothing of its own. */
  public static Box box(BoxId id, TenantId tenant, @Nullable String name, Instant at) {
    return box(id, tenant, name, Box.Upkeep.NONE, at);
  }

  public static Box box(
      BoxId id, TenantId tenant, @Nullable String name, Box.Upkeep upkeep, Instant at) {
    return new Box(
        id,
        tenant,
        name,
        Box.Status.CONFIGURED,
        "",
        CPUS,
        MEMORY_MIB,
        Map.of(),
        null,
        Map.of(),
        upkeep,
        Box.Life.NONE,
        at,
        at,
        Requirements.NONE,
        null);
  }
}
