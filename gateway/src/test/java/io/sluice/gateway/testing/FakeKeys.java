package io.sluice.gateway.testing;

import io.sluice.persistence.index.ApiKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a {@link FakeIndex}. */
final class FakeKeys {
  private final Map<String, ApiKey> keys = new LinkedHashMap<>();
  private int reads;

  int reads() {
    return reads;
  }

  void insert(ApiKey key) {
    if (keys.putIfAbsent(key.id(), key) != null) {
      throw new IllegalStateException("a key has this id: " + key.id());
    }
  }

  Optional<ApiKey> find(String id) {
    reads++;
    return Optional.ofNullable(keys.get(id));
  }

  List<ApiKey> all() {
    return List.copyOf(keys.values());
  }

  boolean revoke(String id, Instant at) {
    ApiKey key = keys.get(id);
    if (key == null || key.revokedAt() != null) {
      return false;
    }
    keys.put(
        id,
        new ApiKey(id, key.tenant(), key.name(), key.scopes(), key.hash(), key.createdAt(), at));
    return true;
  }
}
