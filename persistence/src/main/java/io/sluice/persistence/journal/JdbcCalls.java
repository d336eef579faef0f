package io.sluice.persistence.journal;

import io.sluice.persistence.sql.DatabaseThreads;
import io.sluice.persistence.sql.Outage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import slick.jdbc.JdbcBackend;

/** Statements on connections of the plugin's pool. */
final class JdbcCalls implements AutoCloseable {
  private static final int CALLS_AT_ONCE = 4;

  private final JdbcBackend.JdbcDatabaseDef database;
  private final JournalHealth health;
  private final Outage outage = new Outage();
  private final ExecutorService executor;

  JdbcCalls(JdbcBackend.JdbcDatabaseDef database, JournalHealth health) {
    this.database = database;
    this.health = health;
    this.executor = DatabaseThreads.start("sluice-journal-call", CALLS_AT_ONCE);
  }

  /** What is done with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** A connection that commits by itself; close it soon. */
  Connection open() throws SQLException {
    return outage.of(() -> database.source().createConnection());
  }

  <T> CompletableFuture<T> async(Work<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Connection connection = open()) {
            return work.with(connection);
          } catch (SQLException failed) {
            health.notRead(failed);
            throw new CompletionException(failed);
          }
        },
        executor);
  }

  /** The same for callers in Scala, where every value is an object. */
  <T> Future<Object> scala(Work<T> work) {
    return FutureConverters.asScala(this.<Object>async(work::with));
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
