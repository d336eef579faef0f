package io.sluice.persistence.sql;

import io.sluice.persistence.codec.Words;
import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of tenants and keys. */
final class KeyRows {
  private static final String SELECT =
      "SELECT id, tenant, name, scopes, hash, created_at, revoked_at FROM api_key";

  private KeyRows() {}

  static int ensureTenant(Connection connection, TenantId tenant, Instant at) throws SQLException {
    return Sql.update(
        connection,
        "INSERT INTO tenant (id, created_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
        tenant.value(),
        at);
  }

  static int insert(Connection connection, ApiKey key) throws SQLException {
    return Sql.update(
        connection,
        "INSERT INTO api_key (id, tenant, name, scopes, hash, created_at, revoked_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        key.id(),
        key.tenant().value(),
        key.name(),
        scopes(key.scopes()),
        key.hash().toByteArray(),
        key.createdAt(),
        key.revokedAt());
  }

  static Optional<ApiKey> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, SELECT + " WHERE id = ?", KeyRows::read, id);
  }

  static List<ApiKey> all(Connection connection) throws SQLException {
    return Sql.list(connection, SELECT + " ORDER BY created_at, id", KeyRows::read);
  }

  static boolean revoke(Connection connection, String id, Instant at) throws SQLException {
    return Sql.update(
            connection,
            "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            at,
            id)
        == 1;
  }

  private static ApiKey read(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getString("id"),
        new TenantId(row.getString("tenant")),
        row.getString("name"),
        scopes(row.getString("scopes")),
        Payload.owning(row.getBytes("hash")),
        Sql.instant(row, "created_at"),
        Sql.instantOrNull(row, "revoked_at"));
  }

  private static String scopes(Set<ApiKey.Scope> scopes) {
    return scopes.stream().map(Words.SCOPE::word).sorted().collect(Collectors.joining(" "));
  }

  private static Set<ApiKey.Scope> scopes(String words) {
    return Arrays.stream(words.split(" "))
        .filter(word -> !word.isEmpty())
        .map(Words.SCOPE::constant)
        .collect(Collectors.toUnmodifiableSet());
  }
}
