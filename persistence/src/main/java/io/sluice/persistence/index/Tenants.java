package io.sluice.persistence.index;

import io.sluice.protocol.model.TenantId;
import java.util.Set;

/**
 * Some of all tenants.
 *
 * @param named those that are meant, or those that are not
 * @param others whether the others are meant
 */
public record Tenants(Set<TenantId> named, boolean others) {
  /** Copies the set. */
  public Tenants {
    named = Set.copyOf(named);
  }

  public static Tenants only(TenantId tenant) {
    return new Tenants(Set.of(tenant), false);
  }

  /** All, when none is named. */
  public static Tenants allBut(Set<TenantId> tenants) {
    return new Tenants(tenants, true);
  }

  public boolean contain(TenantId tenant) {
    return named.contains(tenant) != others;
  }
}
