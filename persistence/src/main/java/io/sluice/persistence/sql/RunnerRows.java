package io.sluice.persistence.sql;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.RunnerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Which boxes live on which runner, and which runners get nothing new. */
final class RunnerRows {
  private RunnerRows() {}

  static Optional<RunnerId> homeOf(Connection connection, BoxId box) throws SQLException {
    return Sql.first(
        connection,
        "SELECT runner_id FROM box WHERE id = ? AND runner_id IS NOT NULL",
        row -> new RunnerId(row.getString("runner_id")),
        box.value());
  }

  /**
   * Need not reach the disk by itself: the journal's next commit, without which nothing runs there,
   * takes it along. Whoever comes second finds what the first one wrote.
   */
  static Optional<RunnerId> settle(Connection connection, BoxId box, RunnerId runner)
      throws SQLException {
    int settled =
        Sql.update(
            connection,
            "UPDATE box SET runner_id = ? FROM "
                + ExecutionRows.RELAXED
                + " WHERE id = ? AND runner_id IS NULL",
            runner.value(),
            box.value());
    return settled == 1 ? Optional.of(runner) : homeOf(connection, box);
  }

  static Set<RunnerId> drained(Connection connection) throws SQLException {
    return Set.copyOf(
        Sql.list(
            connection, "SELECT id FROM drained_runner", row -> new RunnerId(row.getString("id"))));
  }

  static int drain(Connection connection, RunnerId runner, Instant at) throws SQLException {
    return Sql.update(
        connection,
        "INSERT INTO drained_runner (id, drained_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
        runner.value(),
        at);
  }

  static int undrain(Connection connection, RunnerId runner) throws SQLException {
    return Sql.update(connection, "DELETE FROM drained_runner WHERE id = ?", runner.value());
  }
}
