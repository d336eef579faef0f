package io.sluice.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.model.Payload;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class JournalWriterTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private Database database;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  @Tag("O34")
  void rowsOfASecondWriterAreRefusedAndCostNobodyElseACommit() throws Exception {
    try (JournalWriter writer = writer(1, 100)) {
      var held = writer.write(rows("held", 1, 1));
      var first = writer.write(rows("a", 1, 3));
      var second = writer.write(rows("a", 3, 4));
      var other = writer.write(rows("b", 1, 1));
      gate.countDown();

      await(held);
      await(first);
      await(other);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> await(second))
          .withCauseInstanceOf(SQLException.class);
    }

    assertThat(last("a")).isEqualTo(3);
    assertThat(last("b")).isEqualTo(1);
  }

  @Test
  void manyRowsOfOneWriteAreOneCommit() throws Exception {
    gate.countDown();
    try (JournalWriter writer = writer(1, 100)) {
      await(writer.write(rows("a", 200, 200)));

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> await(writer.write(rows("a", 1, 200))));
      assertThat(last("b")).isZero();
      await(writer.write(rows("b", 1, 150)));
    }

    assertThat(count("a")).isEqualTo(1);
    assertThat(count("b")).isEqualTo(150);
  }

  @Test
  @Tag("O24")
  void aWriteBeyondTheBoundIsRefusedAtOnceAndTheOthersGoOn() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    JournalWriter.Connections connections =
        () -> {
          taken.countDown();
          return opened();
        };
    try (JournalWriter writer =
        new JournalWriter(connections, new JournalSettings(1, 1, 1), () -> {}, _ -> {})) {
      var committing = writer.write(rows("a", 1, 1));
      assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
      var waiting = writer.write(rows("b", 1, 1));

      var refused = writer.write(rows("c", 1, 1));

      assertThat(refused).isCompletedExceptionally();
      gate.countDown();
      await(committing);
      await(waiting);
    }
    assertThat(last("c")).isZero();
  }

  @Test
  void whatWaitsAtTheEndIsFailedNotForgotten() throws Exception {
    JournalWriter writer = writer(1, 100);
    var _ = writer.write(rows("a", 1, 1));
    var waiting = writer.write(rows("b", 1, 1));

    writer.close();

    assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> await(waiting));
  }

  private JournalWriter writer(int commitsAtOnce, int waiting) {
    return new JournalWriter(
        this::opened,
        new JournalSettings(commitsAtOnce, waiting, commitsAtOnce),
        () -> {},
        _ -> {});
  }

  /** Waits for the gate, so that a test can fill the queue behind the first commit. */
  private Connection opened() throws SQLException {
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", interrupted);
    }
    return database.connection();
  }

  private static List<JournalRow> rows(String log, long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(number -> new JournalRow(log, number, "test.1", Payload.utf8("x" + number)))
        .toList();
  }

  private static void await(CompletableFuture<Void> write) throws Exception {
    write.get(30, TimeUnit.SECONDS);
  }

  private long last(String log) throws SQLException {
    try (Connection connection = database.connection()) {
      return JournalRows.last(connection, log);
    }
  }

  private int count(String log) throws SQLException {
    try (Connection connection = database.connection()) {
      return JournalRows.page(connection, log, 1, Long.MAX_VALUE, 1_000).size();
    }
  }
}
