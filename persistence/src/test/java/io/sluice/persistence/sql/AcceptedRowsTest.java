package io.sluice.persistence.sql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.index.AcceptedIn;
import io.sluice.persistence.index.AcceptedRow;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class AcceptedRowsTest {
  private static final Instant AT = Instant.parse("2026-02-03T04:05:06.123456Z");
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");
  private static final AcceptedIn ALL = new AcceptedIn(null, null, null);

  private Database database;
  private SqlIndex index;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    index = new SqlIndex(database);
    index.ensureTenant(ACME, AT);
    index.ensureTenant(OTHER, AT);
    add(ACME, "a", AT);
    add(ACME, "b", AT);
    add(ACME, "c", AT.plusSeconds(1).plusNanos(7));
    add(OTHER, "d", AT);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  private void add(TenantId tenant, String id, Instant at) {
    Facts facts = Samples.full(id);
    index.restoreExecution(
        new Facts(facts.execution(), tenant, facts.box(), facts.command(), Map.of("job", id), at));
  }

  private List<String> ids(AcceptedIn which, int limit) {
    return index.accepted(ACME, which, limit).stream().map(row -> row.execution().value()).toList();
  }

  @Test
  @Tag("T1")
  void theyComeNewestFirstOfTheTenantAlone() {
    List<AcceptedRow> rows = index.accepted(ACME, ALL, 10);

    assertThat(rows).extracting(row -> row.execution().value()).containsExactly("c", "b", "a");
    assertThat(rows.getFirst().acceptedAt()).isEqualTo(AT.plusSeconds(1));
    assertThat(requireNonNull(rows.getFirst().facts()).labels()).isEqualTo(Map.of("job", "c"));
    assertThat(ids(ALL, 1)).containsExactly("c");
  }

  @Test
  void aTimeRangeIsHalfOpen() {
    assertThat(ids(new AcceptedIn(AT.plusSeconds(1), null, null), 9)).containsExactly("c");
    assertThat(ids(new AcceptedIn(AT, AT.plusSeconds(1), null), 9)).containsExactly("b", "a");
    assertThat(ids(new AcceptedIn(null, AT, null), 9)).isEmpty();
  }

  @Test
  void aPlaceLeadsOnWithOrWithoutWhatStandsThereWhetherItIsThereOrNot() {
    ExecutionId there = new ExecutionId("b");

    AcceptedIn.Place at = new AcceptedIn.Place(AT, there, true);
    AcceptedIn.Place after = new AcceptedIn.Place(AT, there, false);
    AcceptedIn.Place gone = new AcceptedIn.Place(AT, new ExecutionId("aa"), true);

    assertThat(ids(new AcceptedIn(null, null, at), 9)).containsExactly("b", "a");
    assertThat(ids(new AcceptedIn(null, null, after), 9)).containsExactly("a");
    assertThat(ids(new AcceptedIn(null, null, gone), 9)).containsExactly("a");
  }

  @Test
  @Tag("C23")
  void aRowThatCannotBeReadDoesNotHideTheOthers() {
    database.call(
        "spoil a row",
        c -> Sql.update(c, "UPDATE execution SET facts = '{\"broken\":' WHERE id = 'b'"));

    List<AcceptedRow> rows = index.accepted(ACME, ALL, 10);

    assertThat(rows).extracting(row -> row.execution().value()).containsExactly("c", "b", "a");
    assertThat(rows.get(1).facts()).isNull();
  }

  @Test
  void theyAreFoundAlongTheIndex() {
    String plan =
        database.call(
            "explain",
            c -> {
              Sql.update(c, "SET enable_seqscan = off");
              List<String> lines =
                  Sql.list(
                      c,
                      "EXPLAIN SELECT id FROM execution WHERE tenant = 'acme' AND accepted_at >="
                          + " now() AND (accepted_at, id) < (now(), 'x')"
                          + " ORDER BY accepted_at DESC, id DESC LIMIT 10",
                      row -> row.getString(1));
              Sql.update(c, "RESET enable_seqscan");
              return String.join("\n", lines);
            });

    assertThat(plan).contains("execution_newest").doesNotContain("Sort");
  }
}
