package io.sluice.persistence.sql;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.SQLException;

/** What is left of executions whose logs are gone: no word of what they were. */
final class Tombstones {
  private Tombstones() {}

  /** Takes the place of the execution's row; does nothing when there is none. */
  static void replace(Connection connection, ExecutionId id) throws SQLException {
    Sql.update(
        connection,
        "WITH gone AS (DELETE FROM execution WHERE id = ? RETURNING id, tenant)"
            + " INSERT INTO tombstone (id, tenant, gone_at) SELECT id, tenant, now() FROM gone"
            + " ON CONFLICT (id) DO NOTHING",
        id.value());
  }

  static boolean has(Connection connection, TenantId tenant, ExecutionId id) throws SQLException {
    return Sql.first(
            connection,
            "SELECT id FROM tombstone WHERE tenant = ? AND id = ?",
            row -> row.getString("id"),
            tenant.value(),
            id.value())
        .isPresent();
  }
}
