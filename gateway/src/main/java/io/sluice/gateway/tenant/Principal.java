package io.sluice.gateway.tenant;

import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.TenantId;
import java.util.Set;

/** Who a request comes from, as its credential says (C17). */
public record Principal(String keyId, TenantId tenant, Set<ApiKey.Scope> scopes) {
  /** Copies the scopes. */
  public Principal {
    scopes = Set.copyOf(scopes);
  }

  /** As what it keeps its place in logs: each key has one. */
  public ConsumerId consumer() {
    return new ConsumerId("key:" + keyId);
  }

  public boolean has(ApiKey.Scope scope) {
    return scopes.contains(scope);
  }
}
