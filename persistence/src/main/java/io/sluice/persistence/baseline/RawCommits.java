package io.sluice.persistence.baseline;

import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/**
 * Rows shaped like the journal's, each in a commit of its own, into a table of the same layout: how
 * long a commit takes, for benchmarks to compare with. Not thread-safe.
 */
public final class RawCommits implements AutoCloseable {
  private final Database database;
  private final Connection connection;
  private final PreparedStatement insert;
  private long rows;

  private RawCommits(Database database, Connection connection, PreparedStatement insert) {
    this.database = database;
    this.connection = connection;
    this.insert = insert;
  }

  /**
   * Makes the table.
   *
   * @param rowBytes payload of each row
   */
  static RawCommits open(Database database, int rowBytes) throws SQLException {
    RawInsert.createTable(database);
    byte[] payload = new byte[rowBytes];
    new Random(rowBytes).nextBytes(payload);
    Connection connection = database.connection();
    try {
      connection.setAutoCommit(false);
      PreparedStatement insert = connection.prepareStatement(RawInsert.INSERT);
      insert.setString(1, "baseline|0");
      insert.setBytes(3, payload);
      return new RawCommits(database, connection, insert);
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  /**
   * Inserts a row and commits it.
   *
   * @throws StorageUnavailable when the database fails
   */
  public void insert() {
    rows++;
    try {
      insert.setLong(2, rows);
      insert.executeUpdate();
      connection.commit();
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not take a raw row", failed);
    }
  }

  /** Drops the table. */
  @Override
  public void close() {
    try {
      connection.close();
      RawInsert.dropTable(database);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not drop a table", failed);
    }
  }
}
