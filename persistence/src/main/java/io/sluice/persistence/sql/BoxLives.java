package io.sluice.persistence.sql;

import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How boxes begin and end their lives: each step only from what it was decided on (C13). */
final class BoxLives {
  private BoxLives() {}

  static boolean start(
      Connection connection, TenantId tenant, BoxId id, ExecutionId main, Instant at)
      throws SQLException {
    return Sql.update(
            connection,
            "UPDATE box SET status = 'running', life = life + 1, stopped_itself = FALSE,"
                + " main_execution = CASE WHEN main_command IS NULL THEN NULL ELSE ? END,"
                + " updated_at = ? WHERE tenant = ? AND id = ?"
                + " AND status IN ('configured', 'stopped', 'failed')",
            main.value(),
            at,
            tenant.value(),
            id.value())
        == 1;
  }

  static boolean replaceMain(
      Connection connection,
      TenantId tenant,
      BoxId id,
      ExecutionId former,
      ExecutionId next,
      Instant at)
      throws SQLException {
    return Sql.update(
            connection,
            "UPDATE box SET main_execution = ?, updated_at = ?"
                + " WHERE tenant = ? AND id = ? AND status = 'running' AND main_execution = ?",
            next.value(),
            at,
            tenant.value(),
            id.value(),
            former.value())
        == 1;
  }

  /** Who is being admitted holds the row's lock, and is counted once it is taken here. */
  static HaltAnswer halt(Connection connection, TenantId tenant, Halt halt, Instant at)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      HaltAnswer answer = halted(connection, tenant, halt, at);
      connection.commit();
      return answer;
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static HaltAnswer halted(Connection connection, TenantId tenant, Halt halt, Instant at)
      throws SQLException {
    Sql.first(
        connection,
        "SELECT id FROM box WHERE tenant = ? AND id = ? FOR UPDATE",
        row -> row.getString("id"),
        tenant.value(),
        halt.box().value());
    Optional<Box> found = BoxRows.find(connection, tenant, halt.box());
    if (found.isEmpty() || !isSo(found.get(), halt)) {
      return new HaltAnswer.NotSo();
    }
    List<ExecutionId> unfinished = ExecutionRows.unfinishedIn(connection, tenant, halt.box());
    if (!isTolerated(unfinished, found.get(), halt)) {
      return new HaltAnswer.Busy();
    }
    Sql.update(
        connection,
        "UPDATE box SET status = 'stopping', stopped_itself = ?, updated_at = ?"
            + " WHERE tenant = ? AND id = ?",
        halt.itself(),
        at,
        tenant.value(),
        halt.box().value());
    return BoxRows.find(connection, tenant, halt.box())
        .<HaltAnswer>map(HaltAnswer.Halted::new)
        .orElseGet(HaltAnswer.NotSo::new);
  }

  private static boolean isSo(Box box, Halt halt) {
    Long life = halt.life();
    return halt.from().contains(box.status()) && (life == null || life == box.life().number());
  }

  private static boolean isTolerated(List<ExecutionId> unfinished, Box box, Halt halt) {
    return switch (halt.unfinished()) {
      case ANYTHING -> true;
      case MAIN_SESSION -> unfinished.stream().allMatch(id -> id.equals(box.life().main()));
      case NOTHING -> unfinished.isEmpty();
    };
  }

  static boolean stop(Connection connection, TenantId tenant, BoxId id, long life, Instant at)
      throws SQLException {
    return Sql.update(
            connection,
            "UPDATE box SET status = 'stopped', updated_at = ?"
                + " WHERE tenant = ? AND id = ? AND status = 'stopping' AND life = ?",
            at,
            tenant.value(),
            id.value(),
            life)
        == 1;
  }

  static boolean delete(Connection connection, TenantId tenant, BoxId id, long life)
      throws SQLException {
    return Sql.update(
            connection,
            "DELETE FROM box WHERE tenant = ? AND id = ? AND life = ?"
                + " AND status IN ('stopping', 'stopped')",
            tenant.value(),
            id.value(),
            life)
        == 1;
  }
}
