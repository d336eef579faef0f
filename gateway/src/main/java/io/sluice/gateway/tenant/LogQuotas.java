package io.sluice.gateway.tenant;

import io.sluice.protocol.model.TenantId;
import java.util.Map;

/**
 * What of logs may be kept, by tenant.
 *
 * @param usual of those that are not named
 */
public record LogQuotas(LogQuota usual, Map<TenantId, LogQuota> named) {
  /** Copies the map. */
  public LogQuotas {
    named = Map.copyOf(named);
  }

  /** Of this tenant. */
  public LogQuota of(TenantId tenant) {
    return named.getOrDefault(tenant, usual);
  }
}
