package io.sluice.gateway.tenant;

import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.model.TenantId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The keys of all tenants. Callers have checked the scope. A stage fails when storage does. */
public interface Keys {
  /** The tenant is made with its first key. */
  CompletionStage<NewKey> create(TenantId tenant, String name, Set<ApiKey.Scope> scopes);

  /** Revoked ones too. */
  CompletionStage<List<ApiKey>> list();

  /** False when there is no such key, or it was revoked before. */
  CompletionStage<Boolean> revoke(String id);

  /**
   * A key that was just made.
   *
   * @param secretToken the whole bearer token, shown this once
   */
  record NewKey(ApiKey key, String secretToken) {
    /** Without the token: it is secret. */
    @Override
    public String toString() {
      return "NewKey[" + key.id() + "]";
    }
  }
}
