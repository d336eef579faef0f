package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Tenants;
import io.sluice.persistence.query.PurgedLog;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedAnchor;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class SqlLogRemovalTest {
  private static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");
  private static final BoxId BOX = new BoxId("b1");
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final Tenants ALL = Tenants.allBut(Set.of());
  private static final ExecutionId NEIGHBOUR = new ExecutionId("e10");

  private Database database;
  private SqlIndex index;
  private SqlLogRemoval removal;

  @BeforeEach
  void writeTwoLogs(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    index = new SqlIndex(database);
    removal = new SqlLogRemoval(database, Runnable::run);
    index.ensureTenant(ACME, AT);
    index.ensureTenant(OTHER, AT);
    for (ExecutionId id : List.of(ID, NEIGHBOUR)) {
      index.restoreExecution(Samples.plain(id.value(), ACME, BOX, AT));
      write(id, 2500);
    }
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  @Tag("O12")
  void nothingIsLeftButThatItWasThereAndItsNeighbourIsWhole() throws Exception {
    forget(ID);

    assertThat(rows(ID)).isZero();
    assertThat(index.execution(ACME, ID)).isEmpty();
    assertThat(index.executions(ACME, null, 10, null).items())
        .extracting(row -> row.facts().execution())
        .containsExactly(NEIGHBOUR);
    assertThat(rows(NEIGHBOUR)).isEqualTo(2501);
    assertThat(index.isGone(ACME, NEIGHBOUR)).isFalse();
  }

  @Test
  @Tag("O30")
  @Tag("T1")
  void itsTenantIsToldThatItIsGoneForEverAndNobodyElse() throws Exception {
    forget(ID);
    forget(ID);

    assertThat(index.isGone(ACME, ID)).isTrue();
    assertThat(index.isGone(OTHER, ID)).isFalse();
  }

  @Test
  @Tag("O30")
  @Tag("T1")
  @Tag("T4")
  void whatWasSignedLastIsLeftForItsTenant() throws Exception {
    SignedAnchor last =
        new SignedAnchor(
            new Anchor(ID, Chain.START, new Offset(30), TrimPoint.NOTHING, AT),
            new Seal(new KeyId("0123456789abcdef"), Payload.owning(new byte[64])));
    SqlRowReader reader = new SqlRowReader(database, Runnable::run);

    removal.forget(ID, last).toCompletableFuture().get(30, TimeUnit.SECONDS);

    PurgedLog left = reader.purged(ACME, ID).toCompletableFuture().join().orElseThrow();
    assertThat(EventCodec.decode(EventCodec.ANCHORED, left.anchor().toByteArray()))
        .isEqualTo(new Event.Anchored(last));
    assertThat(reader.purged(OTHER, ID).toCompletableFuture().join()).isEmpty();
    assertThat(reader.purged(ACME, NEIGHBOUR).toCompletableFuture().join()).isEmpty();
  }

  @Test
  void whatNeverWasIsNotGone() throws Exception {
    ExecutionId never = new ExecutionId("never");

    forget(never);

    assertThat(index.isGone(ACME, never)).isFalse();
  }

  @Test
  @Tag("O12")
  void whatEndedBeforeATimeIsListedOldestFirstAndWhatRunsNever() {
    ExecutionId running = new ExecutionId("running");
    index.restoreExecution(Samples.plain(running.value(), ACME, BOX, AT));
    end(ID, AT.plusSeconds(20));
    end(NEIGHBOUR, AT.plusSeconds(10));

    assertThat(index.endedBefore(ALL, AT.plusSeconds(10), 10)).isEmpty();
    assertThat(index.endedBefore(ALL, AT.plusSeconds(20), 10)).containsExactly(NEIGHBOUR);
    assertThat(index.endedBefore(ALL, AT.plusSeconds(21), 10)).containsExactly(NEIGHBOUR, ID);
    assertThat(index.endedBefore(ALL, AT.plusSeconds(21), 1)).containsExactly(NEIGHBOUR);
  }

  @Test
  @Tag("O12")
  @Tag("O30")
  void whatIsOverByItsOwnTimeOrItsTenantsBytesIsListedAndNothingElse() {
    end(ID, AT.plusSeconds(20), 30, AT.plusSeconds(60));
    end(NEIGHBOUR, AT.plusSeconds(10), 12, null);

    assertThat(index.endedBefore(ALL, AT.plusSeconds(30), 10)).containsExactly(NEIGHBOUR);
    assertThat(index.endedBefore(Tenants.only(ACME), AT.plusSeconds(30), 10))
        .containsExactly(NEIGHBOUR);
    assertThat(index.endedBefore(Tenants.allBut(Set.of(ACME)), AT.plusSeconds(30), 10)).isEmpty();
    assertThat(index.keptUntil(AT.plusSeconds(60), 10)).isEmpty();
    assertThat(index.keptUntil(AT.plusSeconds(61), 10)).containsExactly(ID);
    assertThat(index.keptBeyond(ALL, 42, 10)).isEmpty();
    assertThat(index.keptBeyond(ALL, 41, 10)).containsExactly(NEIGHBOUR);
    assertThat(index.keptBeyond(ALL, 29, 10)).containsExactly(NEIGHBOUR, ID);
    assertThat(index.keptBeyond(Tenants.allBut(Set.of(ACME)), 0, 10)).isEmpty();

    end(ID, AT.plusSeconds(20), 5, AT.plusSeconds(60));
    assertThat(index.keptBeyond(ALL, 17, 10)).isEmpty();
  }

  private void forget(ExecutionId id) throws Exception {
    removal.forget(id, null).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void end(ExecutionId id, Instant at) {
    end(id, at, 0, null);
  }

  private void end(ExecutionId id, Instant at, long kept, @Nullable Instant keepUntil) {
    Outcome outcome = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true);
    index.endExecution(id, new ExecutionRow.End(outcome, new Offset(40), AT, at, kept, keepUntil));
  }

  /** Of the journal and of snapshots. */
  private long rows(ExecutionId id) throws Exception {
    String log = StoredNames.persistenceId(id);
    String sql =
        "SELECT (SELECT count(*) FROM journal WHERE persistence_id = ?)"
            + " + (SELECT count(*) FROM snapshot WHERE persistence_id = ?)";
    try (Connection connection = database.connection()) {
      return Sql.first(connection, sql, row -> row.getLong(1), log, log).orElseThrow();
    }
  }

  /** So many entries, more than a statement takes, and a snapshot. */
  private void write(ExecutionId id, int entries) throws Exception {
    String log = StoredNames.persistenceId(id);
    Encoded entry = EventCodec.encode(new Event.KillRequested(AT));
    List<JournalRow> rows = new ArrayList<>();
    for (int number = 1; number <= entries; number++) {
      rows.add(new JournalRow(log, number, entry.manifest(), entry.bytes()));
    }
    try (Connection connection = database.connection()) {
      JournalRows.insert(connection, rows);
      JournalRows.saveSnapshot(connection, rows.getLast(), 0);
    }
  }
}
