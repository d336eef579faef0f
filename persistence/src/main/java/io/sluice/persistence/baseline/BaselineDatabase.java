package io.sluice.persistence.baseline;

import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseException;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.persistence.sql.SqlJournalReader;
import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.ExecutionId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A second database on the server of a gateway, so that raw loads and the gateway share processors,
 * log and disk, and the gateway keeps the lock on its own.
 */
public final class BaselineDatabase implements AutoCloseable {
  private static final String NAME = "sluice_baseline";

  private final DatabaseSettings gateway;
  private final Database database;

  private BaselineDatabase(DatabaseSettings gateway, Database database) {
    this.gateway = gateway;
    this.database = database;
  }

  /** Rows of output, with the bytes of their payloads as stored; all 0 when there are none. */
  public record OutputRows(int rows, int smallest, int mean, int largest) {}

  /**
   * Makes it.
   *
   * @param gateway the database of the gateway
   * @throws StorageUnavailable when it exists, or cannot be made
   */
  public static BaselineDatabase open(DatabaseSettings gateway) throws DatabaseException {
    try (Connection connection = connect(gateway);
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + NAME);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not make another", failed);
    }
    String url = gateway.jdbcUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + NAME + "$1");
    DatabaseSettings own = DatabaseSettings.of(url, gateway.user(), gateway.password());
    return new BaselineDatabase(gateway, Database.open(own, () -> {}));
  }

  /** How the gateway's journal holds the output of executions. */
  public OutputRows journaled(Collection<String> executions) {
    try (Connection connection = connect(gateway);
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT count(size), coalesce(min(size), 0), coalesce(avg(size)::int, 0),"
                    + " coalesce(max(size), 0)"
                    + " FROM (SELECT octet_length(payload) AS size FROM journal"
                    + " WHERE persistence_id = ANY (?)"
                    + " AND manifest LIKE ? || '%') AS sizes")) {
      select.setArray(1, connection.createArrayOf("text", names(executions)));
      select.setString(2, OutputLayout.MANIFEST_PREFIX);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new OutputRows(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4));
      }
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not show the journal", failed);
    }
  }

  /** Reads a whole log of the gateway, page by page; how many bytes of output it holds. */
  public long readPages(String execution, int pageBytes) {
    try (Connection connection = connect(gateway)) {
      long bytes = 0;
      long next = 1;
      while (true) {
        List<Entry> page =
            SqlJournalReader.readPage(connection, new ExecutionId(execution), next, pageBytes);
        if (page.isEmpty()) {
          return bytes;
        }
        for (Entry entry : page) {
          bytes += entry.event() instanceof OutputAppended output ? output.payload().size() : 0;
        }
        next = page.getLast().number() + 1;
      }
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not show the journal", failed);
    }
  }

  /** Writes a load; see {@link RawInsert}. */
  public RawInsert.Result insert(RawInsert.Load load, LongSupplier nanoClock)
      throws InterruptedException {
    try {
      return RawInsert.run(database, load, nanoClock);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not take raw rows", failed);
    }
  }

  /** A connection that writes rows one by one, into a table that goes when it is closed. */
  public RawCommits commits(int rowBytes) {
    try {
      return RawCommits.open(database, rowBytes);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not take raw rows", failed);
    }
  }

  /** Rows of many logs, into the journal table of this database, which is emptied. */
  public RawAppends appends() {
    try {
      return RawAppends.open(database);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not take raw rows", failed);
    }
  }

  /**
   * Rows of many logs in another form, into a table of its own.
   *
   * @param commits at once
   * @param mostRows of one commit
   */
  public FormAppends appends(RowForm form, int commits, int mostRows) {
    try {
      return FormAppends.open(database, form, commits, mostRows);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not take raw rows", failed);
    }
  }

  /** Whether the server can write this form. */
  public boolean knows(RowForm form) {
    try (Connection connection = database.connection()) {
      return form.table().isKnown(connection);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not tell what it can", failed);
    }
  }

  /** How many bytes of output the gateway's journal holds of executions. */
  public long journaledBytes(Collection<String> executions) {
    try (Connection connection = connect(gateway);
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT coalesce(sum("
                    + JournalRows.ENTRY_BYTES
                    + " - ?), 0) FROM journal"
                    + " WHERE persistence_id = ANY (?) AND manifest LIKE ? || '%'")) {
      select.setInt(1, OutputLayout.HEADER_BYTES);
      select.setArray(2, connection.createArrayOf("text", names(executions)));
      select.setString(3, OutputLayout.MANIFEST_PREFIX);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not show the journal", failed);
    }
  }

  /** Reads a whole log of the gateway by a plain keyset SELECT; how many bytes of output it has. */
  public long readRows(String execution) {
    try (Connection connection = connect(gateway)) {
      return RawSelect.read(connection, execution);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not show the journal", failed);
    }
  }

  /** Where this database is. */
  public DatabaseSettings settings() {
    return database.settings();
  }

  private static String[] names(Collection<String> executions) {
    return executions.stream()
        .map(id -> StoredNames.persistenceId(new ExecutionId(id)))
        .toArray(String[]::new);
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  /** Drops it. */
  @Override
  public void close() {
    database.close();
    try (Connection connection = connect(gateway);
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + NAME);
    } catch (SQLException failed) {
      throw new StorageUnavailable("the database could not drop another", failed);
    }
  }
}
