package io.sluice.persistence.index;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stored credential. The secret itself is never stored.
 *
 * @param id public part of the key, unique
 * @param name what its owner calls it
 * @param hash SHA-256 of the secret part, 32 bytes
 * @param revokedAt null while it is valid
 */
public record ApiKey(
    String id,
    TenantId tenant,
    String name,
    Set<Scope> scopes,
    Payload hash,
    Instant createdAt,
    @Nullable Instant revokedAt) {
  /** What a key is good for. */
  public enum Scope {
    /** Boxes and executions of its own tenant. */
    USER,
    /** Keys and tenants. */
    ADMIN,
    /** The runner link, and nothing else. */
    RUNNER
  }

  /** Copies the scopes. */
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }
}
