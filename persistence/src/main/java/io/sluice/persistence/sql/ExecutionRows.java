package io.sluice.persistence.sql;

import io.sluice.persistence.codec.RowCodec;
import io.sluice.persistence.codec.Words;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Index.Admission;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of executions. It follows the journal, so a row need not reach the disk by itself: what
 * is inserted here is safe as soon as a later commit is, that of the acceptance, and an end that a
 * crash takes back is written again at the next start.
 */
final class ExecutionRows {
  private static final String SELECT =
      "SELECT facts, outcome, end_offset, started_at, ended_at, kept_bytes, keep_until"
          + " FROM execution WHERE tenant = ?";

  /** Makes this transaction one whose commit does not wait for the disk. */
  static final String RELAXED = "set_config('synchronous_commit', 'off', true)";

  private static final String INSERT =
      " INSERT INTO execution (id, tenant, box, accepted_at, facts) SELECT ?, ?, ?, ?, ? FROM ";

  private ExecutionRows() {}

  /** The lock on its box holds until the row is committed: who halts the box then finds it. */
  static Admission admit(Connection connection, Facts facts) throws SQLException {
    boolean inserted =
        Sql.update(
                connection,
                "WITH home AS (SELECT id FROM box WHERE tenant = ? AND id = ? AND status = ?"
                    + " FOR SHARE)"
                    + INSERT
                    + RELAXED
                    + ", home ON CONFLICT (id) DO NOTHING",
                facts.tenant().value(),
                facts.box().value(),
                Words.BOX_STATUS.word(Box.Status.RUNNING),
                facts.execution().value(),
                facts.tenant().value(),
                facts.box().value(),
                facts.acceptedAt(),
                RowCodec.facts(facts))
            == 1;
    if (inserted) {
      return Admission.ADMITTED;
    }
    return BoxRows.find(connection, facts.tenant(), facts.box())
        .filter(box -> box.status() == Box.Status.RUNNING)
        .map(_ -> Admission.TAKEN)
        .orElse(Admission.NOT_RUNNING);
  }

  static int restore(Connection connection, Facts facts) throws SQLException {
    return Sql.update(
        connection,
        INSERT
            + RELAXED
            + " ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, box = excluded.box,"
            + " accepted_at = excluded.accepted_at, facts = excluded.facts"
            + " WHERE execution.facts <> excluded.facts",
        facts.execution().value(),
        facts.tenant().value(),
        facts.box().value(),
        facts.acceptedAt(),
        RowCodec.facts(facts));
  }

  static int end(Connection connection, ExecutionId id, ExecutionRow.End end) throws SQLException {
    return Sql.update(
        connection,
        "UPDATE execution SET outcome = ?, end_offset = ?, started_at = ?, ended_at = ?,"
            + " kept_bytes = ?, keep_until = ? FROM "
            + RELAXED
            + " WHERE id = ? AND (ended_at IS NULL OR (kept_bytes <> ? AND end_offset = ?))",
        RowCodec.outcome(end.outcome()),
        end.offset().bytes(),
        end.startedAt(),
        end.endedAt(),
        end.keptBytes(),
        end.keepUntil(),
        id.value(),
        end.keptBytes(),
        end.offset().bytes());
  }

  static int delete(Connection connection, ExecutionId id) throws SQLException {
    return Sql.update(connection, "DELETE FROM execution WHERE id = ?", id.value());
  }

  static Optional<ExecutionRow> find(Connection connection, TenantId tenant, ExecutionId id)
      throws SQLException {
    return Sql.first(
        connection, SELECT + " AND id = ?", ExecutionRows::read, tenant.value(), id.value());
  }

  static Slice<ExecutionRow> list(
      Connection connection,
      TenantId tenant,
      @Nullable BoxId box,
      int limit,
      @Nullable PageToken after)
      throws SQLException {
    StringBuilder sql = new StringBuilder(SELECT);
    List<Object> parameters = new ArrayList<>(List.of(tenant.value()));
    if (box != null) {
      sql.append(" AND box = ?");
      parameters.add(box.value());
    }
    if (after != null) {
      sql.append(" AND (accepted_at, id) < (?, ?)");
      parameters.add(after.at());
      parameters.add(after.id());
    }
    sql.append(" ORDER BY accepted_at DESC, id DESC LIMIT ?");
    parameters.add(limit + 1);
    List<ExecutionRow> rows =
        Sql.list(connection, sql.toString(), ExecutionRows::read, parameters.toArray());
    return PageToken.slice(rows, limit, ExecutionRows::token);
  }

  static List<ExecutionId> unfinishedIn(Connection connection, TenantId tenant, BoxId box)
      throws SQLException {
    return Sql.list(
        connection,
        "SELECT id FROM execution WHERE tenant = ? AND box = ? AND ended_at IS NULL"
            + " ORDER BY accepted_at, id",
        row -> new ExecutionId(row.getString("id")),
        tenant.value(),
        box.value());
  }

  static List<ExecutionId> unfinished(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        "SELECT id FROM execution WHERE ended_at IS NULL ORDER BY accepted_at, id",
        row -> new ExecutionId(row.getString("id")));
  }

  private static PageToken token(ExecutionRow row) {
    return new PageToken(
        row.facts().acceptedAt().truncatedTo(ChronoUnit.MICROS), row.facts().execution().value());
  }

  private static ExecutionRow read(ResultSet row) throws SQLException {
    Facts facts = RowCodec.facts(row.getString("facts"));
    String outcome = row.getString("outcome");
    if (outcome == null) {
      return new ExecutionRow(facts, null);
    }
    return new ExecutionRow(
        facts,
        new ExecutionRow.End(
            RowCodec.outcome(outcome),
            new Offset(row.getLong("end_offset")),
            Sql.instantOrNull(row, "started_at"),
            Sql.instant(row, "ended_at"),
            row.getLong("kept_bytes"),
            Sql.instantOrNull(row, "keep_until")));
  }
}
