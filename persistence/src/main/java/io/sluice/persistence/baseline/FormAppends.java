package io.sluice.persistence.baseline;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.journal.CommitQueue;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.Packing;
import io.sluice.protocol.model.Payload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** Rows of many logs, gathered as the journal gathers them and written in another form. */
public final class FormAppends implements AutoCloseable {
  private static final int FETCHED_ROWS = 64;
  private static final String ENTRIES = "SELECT manifest, payload, unpacked_bytes FROM journal";

  private final Database database;
  private final RowForm form;
  private final HikariDataSource pool;
  private final RowQueue rows;
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong committed = new AtomicLong();

  private FormAppends(Database database, RowForm form, CommitQueue.Limits limits) {
    this.database = database;
    this.form = form;
    this.pool = pool(database, limits.commits());
    this.rows = new RowQueue("form-" + form.text(), limits, this::commit);
  }

  /**
   * @param commits at once
   * @param mostRows of one commit
   */
  static FormAppends open(Database database, RowForm form, int commits, int mostRows)
      throws SQLException {
    try (Connection connection = database.connection()) {
      form.table().create(connection);
    }
    CommitQueue.Limits limits = new CommitQueue.Limits(commits, RowQueue.MOST_WAITING, mostRows);
    return new FormAppends(database, form, limits);
  }

  /** Whose connections know the form's table as the journal, and send batches as they are. */
  static HikariDataSource pool(Database database, int connections) {
    DatabaseSettings settings = database.settings();
    HikariConfig config = new HikariConfig();
    config.setPoolName("sluice-forms");
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connections);
    config.addDataSourceProperty("reWriteBatchedInserts", "false");
    config.addDataSourceProperty("currentSchema", FormTable.SCHEMA);
    return new HikariDataSource(config);
  }

  /** Completes after the commit; fails with it, or when too many wait. */
  public CompletableFuture<Void> append(int log, Payload output) {
    return rows.append(log, output);
  }

  private void commit(List<JournalRow> gathered) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      form.insert(connection, gathered);
    }
    commits.incrementAndGet();
    committed.addAndGet(gathered.size());
  }

  /**
   * How many bytes of output the table holds.
   *
   * @throws StorageUnavailable when the database fails
   */
  public long bytes() {
    try (Connection connection = pool.getConnection()) {
      return RawAppends.bytes(connection);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not count raw rows", failed);
    }
  }

  /**
   * Reads all output that the table holds.
   *
   * @param of each
   * @return their sum
   * @throws StorageUnavailable when the database fails
   */
  public long sum(ToLongFunction<Payload> of) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false); // Else the driver takes all rows at once.
      try (PreparedStatement select = connection.prepareStatement(ENTRIES)) {
        select.setFetchSize(FETCHED_ROWS);
        long sum = 0;
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            Payload entry =
                Packing.unpacked(row.getString(1), row.getBytes(2), row.getInt(3)).bytes();
            sum += of.applyAsLong(entry.slice(OutputLayout.HEADER_BYTES, entry.size()));
          }
        }
        return sum;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not read raw rows", failed);
    }
  }

  /**
   * What the table takes, with what is out of line, without its indexes.
   *
   * @throws StorageUnavailable when the database fails
   */
  public long diskBytes() {
    try (Connection connection = pool.getConnection()) {
      return FormTable.diskBytes(connection);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not measure a table", failed);
    }
  }

  /** How many rows were committed. */
  public long rows() {
    return committed.get();
  }

  /** By how many commits. */
  public long commits() {
    return commits.get();
  }

  /** Ends the threads and drops the table. */
  @Override
  public void close() {
    try {
      rows.end();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    pool.close();
    try (Connection connection = database.connection()) {
      FormTable.drop(connection);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not drop a table", failed);
    }
  }
}
