package io.sluice.persistence.sql;

import io.sluice.persistence.codec.RowCodec;
import io.sluice.persistence.codec.Words;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of boxes. */
final class BoxRows {
  private static final String SELECT =
      "SELECT id, tenant, name, status, image, cpus, memory_mib, environment, working_directory,"
          + " labels, created_at, updated_at, driver, runner_labels, runner_id FROM box WHERE tenant = ?";

  private BoxRows() {}

  static boolean insert(Connection connection, Box box) throws SQLException {
    return Sql.update(
            connection,
            "INSERT INTO box (id, tenant, name, status, image, cpus, memory_mib, environment,"
                + " working_directory, labels, created_at, updated_at, driver, runner_labels)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT ON CONSTRAINT box_name DO NOTHING",
            box.id().value(),
            box.tenant().value(),
            box.name(),
            Words.BOX_STATUS.word(box.status()),
            box.image(),
            box.cpus(),
            box.memoryMib(),
            RowCodec.map(box.environment()),
            box.workingDirectory(),
            RowCodec.map(box.labels()),
            box.createdAt(),
            box.updatedAt(),
            box.requirements().driver(),
            RowCodec.map(box.requirements().runnerLabels()))
        == 1;
  }

  static Optional<Box> find(Connection connection, TenantId tenant, BoxId id) throws SQLException {
    return Sql.first(connection, SELECT + " AND id = ?", BoxRows::read, tenant.value(), id.value());
  }

  static Optional<Box> findByName(Connection connection, TenantId tenant, String name)
      throws SQLException {
    return Sql.first(connection, SELECT + " AND name = ?", BoxRows::read, tenant.value(), name);
  }

  static Slice<Box> list(
      Connection connection,
      TenantId tenant,
      Box.@Nullable Status status,
      int limit,
      @Nullable PageToken after)
      throws SQLException {
    StringBuilder sql = new StringBuilder(SELECT);
    List<Object> parameters = new ArrayList<>(List.of(tenant.value()));
    if (status != null) {
      sql.append(" AND status = ?");
      parameters.add(Words.BOX_STATUS.word(status));
    }
    if (after != null) {
      sql.append(" AND (created_at, id) < (?, ?)");
      parameters.add(after.at());
      parameters.add(after.id());
    }
    sql.append(" ORDER BY created_at DESC, id DESC LIMIT ?");
    parameters.add(limit + 1);
    List<Box> rows = Sql.list(connection, sql.toString(), BoxRows::read, parameters.toArray());
    return PageToken.slice(rows, limit, box -> new PageToken(box.createdAt(), box.id().value()));
  }

  static boolean update(
      Connection connection, TenantId tenant, BoxId id, Box.Status status, Instant at)
      throws SQLException {
    return Sql.update(
            connection,
            "UPDATE box SET status = ?, updated_at = ? WHERE tenant = ? AND id = ?",
            Words.BOX_STATUS.word(status),
            at,
            tenant.value(),
            id.value())
        == 1;
  }

  static boolean delete(Connection connection, TenantId tenant, BoxId id) throws SQLException {
    return Sql.update(
            connection, "DELETE FROM box WHERE tenant = ? AND id = ?", tenant.value(), id.value())
        == 1;
  }

  private static Box read(ResultSet row) throws SQLException {
    return new Box(
        new BoxId(row.getString("id")),
        new TenantId(row.getString("tenant")),
        row.getString("name"),
        Words.BOX_STATUS.constant(row.getString("status")),
        row.getString("image"),
        row.getInt("cpus"),
        row.getInt("memory_mib"),
        RowCodec.map(row.getString("environment")),
        row.getString("working_directory"),
        RowCodec.map(row.getString("labels")),
        Sql.instant(row, "created_at"),
        Sql.instant(row, "updated_at"),
        new Requirements(row.getString("driver"), labels(row.getString("runner_labels"))),
        runnerOrNull(row));
  }

  private static Map<String, String> labels(@Nullable String stored) {
    return stored == null ? Map.of() : RowCodec.map(stored);
  }

  private static @Nullable RunnerId runnerOrNull(ResultSet row) throws SQLException {
    String runner = row.getString("runner_id");
    return runner == null ? null : new RunnerId(runner);
  }
}
