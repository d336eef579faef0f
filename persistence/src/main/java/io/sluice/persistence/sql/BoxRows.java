package io.sluice.persistence.sql;

import io.sluice.persistence.codec.RowCodec;
import io.sluice.persistence.codec.Words;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of boxes. */
final class BoxRows {
  private static final String SELECT =
      "SELECT id, tenant, name, status, image, cpus, memory_mib, environment, working_directory,"
          + " labels, created_at, updated_at, main_command, idle_stop_s, delete_after_stop_s,"
          + " resumes, life, main_execution, stopped_itself, driver, runner_labels,"
          + " runner_id FROM box WHERE ";

  private static final String OF_TENANT = SELECT + "tenant = ?";

  private BoxRows() {}

  static boolean insert(Connection connection, Box box) throws SQLException {
    CommandSpec main = box.upkeep().main();
    return Sql.update(
            connection,
            "INSERT INTO box (id, tenant, name, status, image, cpus, memory_mib, environment,"
                + " working_directory, labels, created_at, updated_at, main_command, idle_stop_s,"
                + " delete_after_stop_s, resumes, driver, runner_labels)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
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
            main == null ? null : RowCodec.command(main),
            box.upkeep().idleStop().toSeconds(),
            box.upkeep().deleteAfterStop().toSeconds(),
            box.upkeep().resumes(),
            box.requirements().driver(),
            RowCodec.map(box.requirements().runnerLabels()))
        == 1;
  }

  static Optional<Box> find(Connection connection, TenantId tenant, BoxId id) throws SQLException {
    return Sql.first(
        connection, OF_TENANT + " AND id = ?", BoxRows::read, tenant.value(), id.value());
  }

  static Optional<Box> findByName(Connection connection, TenantId tenant, String name)
      throws SQLException {
    return Sql.first(connection, OF_TENANT + " AND name = ?", BoxRows::read, tenant.value(), name);
  }

  static Slice<Box> list(
      Connection connection,
      TenantId tenant,
      Box.@Nullable Status status,
      int limit,
      @Nullable PageToken after)
      throws SQLException {
    StringBuilder sql = new StringBuilder(OF_TENANT);
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

  static List<Box> upkept(Connection connection, @Nullable BoxId after, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        SELECT
            + "(status = 'stopping' OR (status = 'running' AND idle_stop_s > 0)"
            + " OR (status = 'stopped' AND delete_after_stop_s > 0)) AND id > ?"
            + " ORDER BY id LIMIT ?",
        BoxRows::read,
        after == null ? "" : after.value(),
        limit);
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
        upkeep(row),
        life(row),
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

  private static Box.Upkeep upkeep(ResultSet row) throws SQLException {
    String main = row.getString("main_command");
    return new Box.Upkeep(
        main == null ? null : RowCodec.command(main),
        Duration.ofSeconds(row.getLong("idle_stop_s")),
        Duration.ofSeconds(row.getLong("delete_after_stop_s")),
        row.getBoolean("resumes"));
  }

  private static Box.Life life(ResultSet row) throws SQLException {
    String main = row.getString("main_execution");
    return new Box.Life(
        row.getLong("life"),
        main == null ? null : new ExecutionId(main),
        row.getBoolean("stopped_itself"));
  }
}
