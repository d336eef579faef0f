package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.persistence.baseline.RawInsert;
import io.sluice.persistence.support.TestDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class DatabaseTest {
  private static final String TERMINATE_LOCK =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
          + " WHERE application_name = 'sluice-lock' AND datname = current_database()";
  private static final String PROBE_WAITS =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sluice-lock'"
          + " AND wait_event_type = 'Lock' AND datname = current_database()";
  private static final String LOCK_SESSIONS =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

  @Test
  void aSecondGatewayIsRefusedUntilTheFirstIsClosed(DatabaseSettings settings) throws Exception {
    try (Database _ = Database.open(settings, () -> {})) {
      assertThatThrownBy(() -> Database.open(settings, () -> {}))
          .isInstanceOf(DatabaseInUse.class)
          .hasMessageContaining("Another gateway uses the database 127.0.0.1:");
    }

    Database.open(settings, () -> {}).close();
  }

  @Test
  void aLockThatAnotherSessionTookIsReportedOnce(DatabaseSettings settings) throws Exception {
    CompletableFuture<String> lost = new CompletableFuture<>();
    AtomicInteger calls = new AtomicInteger();
    Runnable onLost =
        () -> {
          calls.incrementAndGet();
          lost.complete("lost");
        };
    try (Database _ = Database.open(settings, onLost);
        Connection rival = connect(settings);
        Connection operator = connect(settings)) {
      CompletableFuture<String> taken =
          CompletableFuture.supplyAsync(
              () -> one(rival, "SELECT pg_advisory_lock(" + GatewayLock.KEY + ")"));
      await().until(() -> one(operator, LOCK_SESSIONS).equals("1"));

      one(operator, TERMINATE_LOCK);
      taken.get(30, TimeUnit.SECONDS);

      assertThat(lost.get(30, TimeUnit.SECONDS)).isEqualTo("lost");
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void aBrokenConnectionIsReplacedWhenNobodyElseHadTheLock(DatabaseSettings settings)
      throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (Database _ = Database.open(settings, calls::incrementAndGet);
        Connection operator = connect(settings)) {
      assertThat(one(operator, TERMINATE_LOCK)).isEqualTo("1");

      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  one(
                          operator,
                          "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                              + " WHERE locktype = 'advisory' AND application_name = 'sluice-lock'"
                              + " AND granted AND datname = current_database()")
                      .equals("1"));

      assertThatThrownBy(() -> Database.open(settings, () -> {})).isInstanceOf(DatabaseInUse.class);
    }
    assertThat(calls).hasValue(0);
  }

  @Test
  @Tag("C23")
  void aDatabaseThatIsAwayLongerThanThePatienceIsGivenUp(DatabaseSettings settings)
      throws Exception {
    var patience =
        new DatabaseSettings.Patience(
            Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(1));
    String name = settings.jdbcUrl().replaceFirst(".*/", "");
    DatabaseSettings other =
        DatabaseSettings.of(
            settings.jdbcUrl().replaceFirst("/[^/]*$", "/postgres"),
            settings.user(),
            settings.password());
    CompletableFuture<String> lost = new CompletableFuture<>();
    try (Database database = Database.open(settings.with(patience), () -> lost.complete("lost"));
        Connection operator = connect(other);
        Statement statement = operator.createStatement()) {
      statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");

      assertThat(lost.get(30, TimeUnit.SECONDS)).isEqualTo("lost");
      assertThat(database.isReachable()).isFalse();
    }
  }

  @Test
  void aLockThatSomebodyHadMeanwhileIsNotTakenAgain(DatabaseSettings settings) throws Exception {
    CompletableFuture<String> lost = new CompletableFuture<>();
    try (Database _ = Database.open(settings, () -> lost.complete("lost"));
        Connection operator = connect(settings)) {
      one(operator, "UPDATE gateway_owner SET owner = gen_random_uuid() RETURNING owner");

      one(operator, TERMINATE_LOCK);

      assertThat(lost.get(30, TimeUnit.SECONDS)).isEqualTo("lost");
    }
  }

  /** The probe waits in the server when it is closed, and is answered then. */
  @Test
  void whatIsClosedDuringAProbeDoesNotHoldItsLockAgain(DatabaseSettings settings) throws Exception {
    Database database = Database.open(settings, () -> {});
    try (Connection rival = connect(settings);
        Connection operator = connect(settings);
        Statement statement = rival.createStatement()) {
      rival.setAutoCommit(false);
      statement.execute("LOCK TABLE pg_catalog.pg_locks IN ACCESS EXCLUSIVE MODE");
      await().atMost(Duration.ofSeconds(30)).until(() -> one(operator, PROBE_WAITS).equals("1"));

      CompletableFuture<Void> closed = CompletableFuture.runAsync(database::close);
      await().atMost(Duration.ofSeconds(30)).until(() -> !database.isReachable());
      rival.rollback();

      closed.get(30, TimeUnit.SECONDS);
      assertThat(database.isReachable()).isFalse();
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsOneClearSentenceWithoutThePassword(DatabaseSettings settings) {
    DatabaseSettings missing =
        DatabaseSettings.of(settings.jdbcUrl() + "_none", settings.user(), settings.password());
    DatabaseSettings unreachable =
        DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/none", "user", "hidden-word");

    for (DatabaseSettings wrong : new DatabaseSettings[] {missing, unreachable}) {
      assertThatThrownBy(() -> Database.open(wrong, () -> {}))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("cannot be used")
          .hasMessageNotContaining(wrong.password());
      assertThat(wrong.toString()).doesNotContain(wrong.password());
    }
  }

  @Test
  void tablesOfALaterBuildAreRefused(DatabaseSettings settings) throws Exception {
    Database.open(settings, () -> {}).close();
    try (Connection connection = connect(settings)) {
      one(
          connection,
          "INSERT INTO schema_history SELECT 999, '999', 'later', type, 'V999__later.sql', 1,"
              + " installed_by, installed_on, 1, true FROM schema_history"
              + " WHERE version = '1' RETURNING version");
    }

    assertThatThrownBy(() -> Database.open(settings, () -> {}))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining("999");
  }

  @Test
  void tablesThatAreNotOursAreRefusedAndLeftAlone(DatabaseSettings settings) throws Exception {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE somebody_elses (id int)");
    }

    assertThatThrownBy(() -> Database.open(settings, () -> {})).isInstanceOf(SchemaMismatch.class);

    try (Connection connection = connect(settings)) {
      assertThat(one(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
          .isEqualTo("1");
    }
  }

  @Test
  void theBaselineWritesAllItsRowsAndDropsItsTable(DatabaseSettings settings) throws Exception {
    AtomicLong clock = new AtomicLong();
    try (Database database = Database.open(settings, () -> {})) {
      RawInsert.Load load = new RawInsert.Load(1024, 101, 16 * 1024, 2);

      RawInsert.Result result =
          RawInsert.run(database, load, () -> clock.getAndAdd(1_000_000_000L));

      assertThat(result.bytesPerSecond()).isEqualTo(101 * 1024.0);
      try (Connection connection = database.connection()) {
        assertThat(one(connection, "SELECT to_regclass('raw_insert_baseline') IS NULL"))
            .isEqualTo("t");
        assertThat(one(connection, "SELECT count(*) FROM journal")).isEqualTo("0");
      }
    }
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  private static String one(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
