package io.sluice.persistence.sql;

import io.sluice.persistence.index.Tenants;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Which executions ended so long ago, or have so much output, that they may leave. */
final class EndedRows {
  private static final String OLDEST = " ORDER BY ended_at, id LIMIT ?";

  private EndedRows() {}

  static List<ExecutionId> endedBefore(
      Connection connection, Tenants whose, Instant before, int limit) throws SQLException {
    return Sql.list(
        connection,
        "SELECT id FROM execution WHERE ended_at < ? AND keep_until IS NULL AND "
            + tenantIs(whose)
            + OLDEST,
        EndedRows::id,
        before,
        names(whose),
        limit);
  }

  static List<ExecutionId> keptUntil(Connection connection, Instant before, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        "SELECT id FROM execution WHERE keep_until < ? ORDER BY keep_until, id LIMIT ?",
        EndedRows::id,
        before,
        limit);
  }

  static List<ExecutionId> keptBeyond(Connection connection, Tenants whose, long bytes, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        "SELECT id FROM (SELECT id, ended_at, sum(kept_bytes)"
            + " OVER (PARTITION BY tenant ORDER BY ended_at DESC, id DESC) AS newer"
            + " FROM execution WHERE ended_at IS NOT NULL AND "
            + tenantIs(whose)
            + ") AS summed WHERE newer > ?"
            + OLDEST,
        EndedRows::id,
        names(whose),
        bytes,
        limit);
  }

  private static String tenantIs(Tenants whose) {
    return whose.others() ? "tenant <> ALL (?)" : "tenant = ANY (?)";
  }

  private static String[] names(Tenants whose) {
    return whose.named().stream().map(TenantId::value).toArray(String[]::new);
  }

  private static ExecutionId id(ResultSet row) throws SQLException {
    return new ExecutionId(row.getString("id"));
  }
}
