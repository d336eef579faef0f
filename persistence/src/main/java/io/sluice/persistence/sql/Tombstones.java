package io.sluice.persistence.sql;

import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.query.PurgedLog;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.proof.SignedAnchor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is left of executions whose logs are gone: no word of what they were, but what was signed
 * about how much there was.
 */
final class Tombstones {
  private Tombstones() {}

  /** Takes the place of the execution's row; does nothing when there is none. */
  static void replace(Connection connection, ExecutionId id, @Nullable SignedAnchor last)
      throws SQLException {
    Sql.update(
        connection,
        "WITH gone AS (DELETE FROM execution WHERE id = ? RETURNING id, tenant)"
            + " INSERT INTO tombstone (id, tenant, gone_at, anchor)"
            + " SELECT id, tenant, now(), ? FROM gone ON CONFLICT (id) DO NOTHING",
        id.value(),
        last == null ? null : EventCodec.encode(new Event.Anchored(last)).bytes().toByteArray());
  }

  static Optional<PurgedLog> signed(Connection connection, TenantId tenant, ExecutionId id)
      throws SQLException {
    return Sql.first(
        connection,
        "SELECT gone_at, anchor FROM tombstone WHERE tenant = ? AND id = ? AND anchor IS NOT NULL",
        row ->
            new PurgedLog(
                id,
                tenant,
                row.getObject(1, OffsetDateTime.class).toInstant(),
                Payload.owning(row.getBytes(2))),
        tenant.value(),
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
