package io.sluice.persistence.sql;

import io.sluice.persistence.codec.RowCodec;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.persistence.index.AcceptedIn;
import io.sluice.persistence.index.AcceptedRow;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executions by the time of their acceptance, along the index {@code execution_newest}. */
final class AcceptedRows {
  private AcceptedRows() {}

  static List<AcceptedRow> list(Connection connection, TenantId tenant, AcceptedIn which, int limit)
      throws SQLException {
    StringBuilder sql =
        new StringBuilder("SELECT id, accepted_at, facts FROM execution WHERE tenant = ?");
    List<Object> parameters = new ArrayList<>(List.of(tenant.value()));
    if (which.since() != null) {
      sql.append(" AND accepted_at >= ?");
      parameters.add(which.since());
    }
    if (which.until() != null) {
      sql.append(" AND accepted_at < ?");
      parameters.add(which.until());
    }
    AcceptedIn.Place from = which.from();
    if (from != null) {
      sql.append(" AND (accepted_at, id) ").append(from.inclusive() ? "<=" : "<").append(" (?, ?)");
      parameters.add(from.acceptedAt());
      parameters.add(from.execution().value());
    }
    sql.append(" ORDER BY accepted_at DESC, id DESC LIMIT ?");
    parameters.add(limit);
    return Sql.list(connection, sql.toString(), AcceptedRows::read, parameters.toArray());
  }

  private static AcceptedRow read(ResultSet row) throws SQLException {
    return new AcceptedRow(
        new ExecutionId(row.getString("id")),
        Sql.instant(row, "accepted_at"),
        facts(row.getString("facts")));
  }

  private static @Nullable Facts facts(String stored) {
    try {
      return RowCodec.facts(stored);
    } catch (UnreadableEntry broken) {
      return null;
    }
  }
}
