package io.sluice.gateway.testing;

import io.sluice.gateway.tenant.LogQuota;
import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.protocol.model.OutputLimit.Policy;
import java.time.Duration;
import java.util.Map;

/** What tests may keep of logs. */
public final class Quotas {
  /** Everything, for a week. */
  public static final LogQuotas NONE =
      new LogQuotas(
          new LogQuota(
              new LogQuota.Output(null, Policy.END, null),
              new LogQuota.Retention(Duration.ofDays(7), null, null)),
          Map.of());

  private Quotas() {}
}
