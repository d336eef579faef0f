package io.sluice.persistence.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class BaselineDatabaseTest {
  @Test
  void itTellsTheRowsOfOutputOfTheExecutionsNamedAlone(DatabaseSettings settings) throws Exception {
    try (Database gateway = Database.open(settings, () -> {});
        BaselineDatabase baseline = BaselineDatabase.open(settings)) {
      write(gateway, "e1", Samples.output(1, 0, Payload.owning(new byte[100])));
      write(gateway, "e1", Samples.output(2, 100, Payload.owning(new byte[300])));
      write(gateway, "e1", new Event.KillRequested(Samples.AT));
      write(gateway, "e2", Samples.output(1, 0, Payload.owning(new byte[5])));

      BaselineDatabase.OutputRows rows = baseline.journaled(List.of("e1"));

      int header = OutputLayout.HEADER_BYTES;
      assertThat(rows)
          .isEqualTo(new BaselineDatabase.OutputRows(2, 100 + header, 200 + header, 300 + header));
    }
  }

  @Test
  void itCountsAndReadsTheOutputOfALogAndNothingElse(DatabaseSettings settings) throws Exception {
    try (Database gateway = Database.open(settings, () -> {});
        BaselineDatabase baseline = BaselineDatabase.open(settings)) {
      for (int row = 0; row < 70; row++) { // More than a page.
        write(gateway, "e1", Samples.output(row + 1, row * 3L, Payload.owning(new byte[3])));
      }
      write(gateway, "e1", new Event.KillRequested(Samples.AT));
      write(gateway, "e2", Samples.output(1, 0, Payload.owning(new byte[5])));

      assertThat(baseline.journaledBytes(List.of("e1"))).isEqualTo(210);
      assertThat(baseline.journaledBytes(List.of("e1", "e2", "none"))).isEqualTo(215);
      assertThat(baseline.readRows("e1")).isEqualTo(210);
    }
  }

  @Test
  void rawRowsAreThereWhenTheyAreCommittedAndGoneWhenTheyAreClosed(DatabaseSettings settings)
      throws Exception {
    try (Database _ = Database.open(settings, () -> {});
        BaselineDatabase baseline = BaselineDatabase.open(settings)) {
      try (RawAppends rows = baseline.appends()) {
        List<CompletableFuture<Void>> commits = new ArrayList<>();
        for (int row = 0; row < 300; row++) {
          commits.add(rows.append(row % 7, Payload.owning(new byte[10])));
        }
        commits.forEach(CompletableFuture::join);

        assertThat(rows.bytes()).isEqualTo(3_000);
      }
      try (RawAppends again = baseline.appends()) {
        assertThat(again.bytes()).isZero();
      }
    }
  }

  @Test
  void theCostOfTheChainIsWhatTheClockSays() {
    AtomicLong clock = new AtomicLong();

    long nanos = ChainCost.nanos(256, 10_000, () -> clock.addAndGet(7));

    assertThat(nanos).isEqualTo(3 * 7); // An anchor for each 4,096 rows, each timed once.
  }

  private static void write(Database database, String execution, Event event) throws Exception {
    String log = StoredNames.persistenceId(new ExecutionId(execution));
    Encoded encoded = EventCodec.encode(event);
    try (Connection connection = database.connection()) {
      long number = JournalRows.last(connection, log) + 1;
      JournalRows.insert(
          connection, List.of(new JournalRow(log, number, encoded.manifest(), encoded.bytes())));
    }
  }
}
