package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.retention.OutputRemoval.Haste;
import io.sluice.persistence.retention.Pace;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class SqlOutputRemovalTest {
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final ExecutionId OTHER = new ExecutionId("e10");

  private Database database;
  private SqlJournalReader reader;
  private SqlOutputRemoval removal;

  @BeforeEach
  void writeALog(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    reader = new SqlJournalReader(database, Runnable::run);
    removal = new SqlOutputRemoval(database, Runnable::run, Pace.AT_ONCE, System::nanoTime);
    // Entries 1 and 3 are no output, 2 holds [0,3), 4 holds [3,5), 5 holds [5,9), 6 is none.
    List<Event> log =
        List.of(
            new Event.Started(1, Samples.AT),
            output(1, Channel.STDOUT, 0, 0, "abc"),
            new Event.SignalRequested(Signal.USR1, Samples.AT),
            output(2, Channel.STDERR, 3, 0, "de"),
            output(3, Channel.STDOUT, 5, 3, "fghi"),
            new Event.KillRequested(Samples.AT));
    write(ID, log);
    write(OTHER, log);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void onlyWholeEntriesOfOutputBeforeTheOffsetAreRemoved() throws Exception {
    long removed = get(removal.remove(ID, new Offset(6), Haste.NONE));

    assertThat(removed).isEqualTo(2);
    assertThat(numbers(ID)).containsExactly(1L, 3L, 5L, 6L);
    assertThat(numbers(OTHER)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void removingAgainRemovesWhatIsLeftAndEverythingMayGo() throws Exception {
    get(removal.remove(ID, new Offset(3), Haste.NONE));

    assertThat(get(removal.remove(ID, new Offset(3), Haste.NONE))).isZero();
    assertThat(get(removal.remove(ID, new Offset(9), Haste.NONE))).isEqualTo(2);
    assertThat(get(removal.remove(ID, new Offset(9), Haste.NONE))).isZero();
    assertThat(numbers(ID)).containsExactly(1L, 3L, 6L);
  }

  @Test
  void moreRowsThanAStatementTakesAreRemovedToo() throws Exception {
    ExecutionId id = new ExecutionId("long");
    List<Event> log = new ArrayList<>();
    for (int at = 0; at < 1200; at++) {
      log.add(output(at + 1, Channel.STDOUT, at, at, "x"));
    }
    write(id, log);

    assertThat(get(removal.remove(id, new Offset(1100), Haste.NONE))).isEqualTo(1100);
    assertThat(numbers(id)).hasSize(100).startsWith(1101L);
  }

  @Test
  void theBoundaryIsWhereTheEntryThatHoldsTheByteBegins() throws Exception {
    assertThat(get(removal.boundary(ID, new Offset(2)))).isEqualTo(Cursor.START);
    assertThat(get(removal.boundary(ID, new Offset(3)))).isEqualTo(new Cursor(new Offset(3), 3, 0));
    assertThat(get(removal.boundary(ID, new Offset(8)))).isEqualTo(new Cursor(new Offset(5), 3, 2));
    assertThatThrownBy(() -> get(removal.boundary(new ExecutionId("none"), new Offset(8))))
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoLooksForWhatWasRemovedStartsAtTheFirstEntry() throws Exception {
    get(removal.remove(ID, new Offset(5), Haste.NONE));

    assertThat(get(reader.locate(ID, new Offset(4)))).isEqualTo(1);
    assertThat(get(reader.locate(ID, Channel.STDERR, 1))).isEqualTo(1);
    assertThat(get(reader.locate(ID, Channel.STDOUT, 2))).isEqualTo(1);
    assertThat(get(reader.locate(ID, new Offset(5)))).isEqualTo(5);
  }

  @Test
  void aHoleIsSeenFromEveryEntryBeforeIt() throws Exception {
    get(removal.remove(ID, new Offset(5), Haste.NONE));

    List<Boolean> holes = new ArrayList<>();
    for (long number = 0; number <= 7; number++) {
      holes.add(get(reader.hasHoleAfter(ID, number)));
    }

    assertThat(holes).containsExactly(true, true, true, true, false, false, false, false);
  }

  private static Event output(
      long sequence, Channel channel, long offset, long channelBytes, String text) {
    return new Event.OutputAppended(
        sequence, channel, new Offset(offset), channelBytes, 1, Payload.utf8(text));
  }

  private void write(ExecutionId id, List<Event> log) throws Exception {
    List<JournalRow> rows = new ArrayList<>();
    for (Event event : log) {
      Encoded encoded = EventCodec.encode(event);
      rows.add(
          new JournalRow(
              StoredNames.persistenceId(id),
              rows.size() + 1L,
              encoded.manifest(),
              encoded.bytes()));
    }
    try (Connection connection = database.connection()) {
      JournalRows.insert(connection, rows);
    }
  }

  private List<Long> numbers(ExecutionId id) throws Exception {
    return get(reader.page(id, 1, 1_000_000)).stream().map(Entry::number).toList();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
