package io.sluice.gateway.app;

import io.sluice.persistence.sql.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;

/** The journal's table, locked until this is closed: what is written waits, or is broken off. */
final class HeldJournal implements AutoCloseable {
  private static final String WHO_WAITS =
      " FROM pg_locks WHERE NOT granted AND relation = 'journal'::regclass";

  private final Connection holder;
  private final Connection operator;

  private HeldJournal(Connection holder, Connection operator) {
    this.holder = holder;
    this.operator = operator;
  }

  static HeldJournal of(Database database) throws SQLException {
    HeldJournal held = new HeldJournal(database.connection(), database.connection());
    held.holder.setAutoCommit(false);
    try (Statement statement = held.holder.createStatement()) {
      statement.execute("LOCK TABLE journal IN EXCLUSIVE MODE");
    }
    return held;
  }

  /** Waits until somebody writes. */
  void awaitWrite() {
    Awaitility.await()
        .atMost(ExecutionsRig.LONG)
        .until(() -> rows("SELECT pid" + WHO_WAITS), rows -> rows > 0);
  }

  /** Waits until somebody writes, and ends the connection. */
  void breakWrite() {
    Awaitility.await()
        .atMost(ExecutionsRig.LONG)
        .until(() -> rows("SELECT pg_terminate_backend(pid)" + WHO_WAITS), rows -> rows > 0);
  }

  private int rows(String select) throws SQLException {
    try (Statement statement = operator.createStatement();
        ResultSet rows = statement.executeQuery(select)) {
      int count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }

  @Override
  public void close() throws SQLException {
    try (operator;
        holder) {
      holder.rollback();
      holder.setAutoCommit(true);
    }
  }
}
