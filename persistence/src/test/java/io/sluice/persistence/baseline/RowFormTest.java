package io.sluice.persistence.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.Link;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TestDatabases.class)
class RowFormTest {
  private static final String LOG = "ж|1";
  private static final Digest DIGEST = Digest.of(Payload.utf8("a"));

  private Database database;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreReadAsTheyWereWritten(RowForm form) throws Exception {
    List<JournalRow> written = rows();

    with(
        form,
        connections -> {
          try (Connection connection = connections.getConnection()) {
            form.insert(connection, written.subList(0, 1));
            form.insert(connection, written.subList(1, written.size()));
          }
          try (Connection connection = connections.getConnection()) {
            assertThat(JournalRows.page(connection, LOG, 1, Long.MAX_VALUE, 1_000))
                .isEqualTo(written);
            assertThat(connection.getAutoCommit()).isTrue();
          }
          try (Connection connection = database.connection()) {
            assertThat(JournalRows.last(connection, LOG)).as("in the journal itself").isZero();
          }
        });
  }

  /** Not by the hour: there its key is no fence. */
  @ParameterizedTest
  @EnumSource
  void aNumberThatIsTakenIsRefusedWithAllThatComesWithIt(RowForm form) throws Exception {
    JournalRow first = row(1, Payload.utf8("first"));
    List<JournalRow> second = List.of(row(2, Payload.EMPTY), row(1, Payload.utf8("second")));

    with(
        form,
        connections -> {
          try (Connection connection = connections.getConnection()) {
            form.insert(connection, List.of(first));
            if (form == RowForm.PARTITIONED) {
              assertThatNoException().isThrownBy(() -> form.insert(connection, second));
            } else {
              assertThatExceptionOfType(SQLException.class)
                  .isThrownBy(() -> form.insert(connection, second))
                  .matches(refused -> refused.getSQLState().startsWith("23"));
              assertThat(JournalRows.page(connection, LOG, 1, 9, 9)).containsExactly(first);
              form.insert(connection, List.of(row(2, Payload.EMPTY)));
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAcknowledgedIsCountedReadAndOnTheDisk(RowForm form, DatabaseSettings settings)
      throws Exception {
    try (BaselineDatabase baseline = BaselineDatabase.open(settings)) {
      assumeTrue(baseline.knows(form), "this server cannot: " + form);
      try (FormAppends rows = baseline.appends(form, 2, 10)) {
        List<CompletableFuture<Void>> commits = new ArrayList<>();
        for (int row = 0; row < 300; row++) {
          commits.add(rows.append(row % 7, Payload.owning(new byte[3_000])));
        }
        commits.forEach(CompletableFuture::join);

        assertThat(rows.bytes()).isEqualTo(900_000);
        assertThat(rows.sum(Payload::size)).isEqualTo(900_000);
        assertThat(rows.rows()).isEqualTo(300);
        assertThat(rows.commits()).as("of at most ten rows").isBetween(30L, 300L);
        boolean compressed = form == RowForm.PGLZ || form == RowForm.LZ4 || form == RowForm.JOURNAL;
        assertThat(rows.diskBytes())
            .isPositive()
            .matches(bytes -> compressed == bytes < 500_000, "is compressed: " + compressed);
      }
      try (FormAppends again = baseline.appends(form, 1, 1)) {
        assertThat(again.bytes()).isZero();
      }
    }
  }

  private interface Check {
    void with(DataSource connections) throws Exception;
  }

  private void with(RowForm form, Check check) throws Exception {
    try (Connection connection = database.connection()) {
      assumeTrue(form.table().isKnown(connection), "this server cannot: " + form);
      form.table().create(connection);
    }
    try (var pool = FormAppends.pool(database, 1)) {
      check.with(pool);
    }
  }

  /** More than a statement of the journal's; all kinds of links; payloads in line and out of it. */
  private static List<JournalRow> rows() {
    Random random = new Random(1);
    List<JournalRow> rows = new ArrayList<>();
    for (int number = 1; number <= 150; number++) {
      byte[] bytes = new byte[number % 10 == 0 ? 20_000 : number];
      random.nextBytes(bytes);
      rows.add(row(number, Payload.owning(bytes)));
    }
    return rows;
  }

  private static JournalRow row(int number, Payload bytes) {
    Link link =
        switch (number % 3) {
          case 0 -> new Link.OfOutput(DIGEST);
          case 1 -> new Link.OfLife(DIGEST, number, new ChainHead(3, DIGEST));
          default -> null;
        };
    return new JournalRow(LOG, number, "fülle.1", bytes, link);
  }
}
