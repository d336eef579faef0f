package io.sluice.persistence.baseline;

import io.sluice.persistence.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Batched JDBC inserts of rows shaped like the journal's, into a table of the same layout: what the
 * database itself can take, for benchmarks to compare with.
 */
public final class RawInsert {
  private static final String TABLE = "raw_insert_baseline";
  static final String INSERT =
      "INSERT INTO "
          + TABLE
          + " (persistence_id, sequence_number, manifest, payload) VALUES (?, ?, 'output.1', ?)";

  private RawInsert() {}

  /**
   * What to write.
   *
   * @param rowBytes payload of each row
   * @param rows in all
   * @param batchBytes payload of each commit, at least one row
   * @param writers connections that write at once
   */
  public record Load(int rowBytes, int rows, int batchBytes, int writers) {
    /**
     * @throws IllegalArgumentException when something is not positive
     */
    public Load {
      if (rowBytes < 1 || rows < 1 || batchBytes < 1 || writers < 1) {
        throw new IllegalArgumentException("a load is of positive numbers");
      }
    }

    int rowsOfBatch() {
      return Math.max(1, batchBytes / rowBytes);
    }
  }

  /** Payload bytes committed in so many nanoseconds. */
  public record Result(long bytes, long nanos) {
    public double bytesPerSecond() {
      return bytes * 1e9 / nanos;
    }
  }

  /**
   * @param nanoClock such as {@code System::nanoTime}
   * @throws SQLException when the database fails; the table is dropped in any case
   */
  public static Result run(Database database, Load load, LongSupplier nanoClock)
      throws SQLException, InterruptedException {
    createTable(database);
    try {
      long begin = nanoClock.getAsLong();
      write(database, load);
      return new Result((long) load.rowBytes() * load.rows(), nanoClock.getAsLong() - begin);
    } finally {
      dropTable(database);
    }
  }

  static void createTable(Database database) throws SQLException {
    dropTable(database);
    statement(database, "CREATE TABLE " + TABLE + " (LIKE journal INCLUDING ALL)");
  }

  static void dropTable(Database database) throws SQLException {
    statement(database, "DROP TABLE IF EXISTS " + TABLE);
  }

  private static void write(Database database, Load load)
      throws SQLException, InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < load.writers(); writer++) {
        int number = writer;
        int extra = number < load.rows() % load.writers() ? 1 : 0;
        int share = load.rows() / load.writers() + extra;
        writers.add(
            executor.submit(
                () -> {
                  insert(database, load, number, share);
                  return true;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } catch (ExecutionException e) {
      throw new SQLException("a writer failed", e.getCause());
    }
  }

  private static void insert(Database database, Load load, int writer, int rows)
      throws SQLException {
    byte[] payload = new byte[load.rowBytes()];
    new Random(writer).nextBytes(payload);
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        for (int row = 1; row <= rows; row++) {
          insert.setString(1, "baseline|" + writer);
          insert.setLong(2, row);
          insert.setBytes(3, payload);
          insert.addBatch();
          if (row % load.rowsOfBatch() == 0 || row == rows) {
            insert.executeBatch();
            connection.commit();
          }
        }
      }
    }
  }

  private static void statement(Database database, String sql) throws SQLException {
    try (Connection connection = database.connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
