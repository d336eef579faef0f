package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TerminalSize;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class SqlJournalReaderTest {
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final ExecutionId OTHER = new ExecutionId("e10");

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private Database database;
  private SqlJournalReader reader;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    reader = new SqlJournalReader(database, executor);
  }

  @AfterEach
  void closeDatabase() {
    executor.close();
    database.close();
  }

  @Test
  void everyOffsetIsFoundInTheEntryThatHoldsItsByte() throws Exception {
    // Entries 1 and 2 are no output, 3 holds [0,3), 5 holds [3,4), 7 holds [4,9), 8 is none.
    List<Event> log =
        List.of(
            new Event.Accepted(Samples.plain("e1")),
            new Event.Started(1, Samples.AT),
            Samples.output(1, 0, Payload.utf8("abc")),
            resize(),
            Samples.output(2, 3, Payload.utf8("d")),
            resize(),
            Samples.output(3, 4, Payload.utf8("efghi")),
            new Event.KillRequested(Samples.AT));
    write(ID, log);
    write(OTHER, log.subList(0, 3));

    List<Long> found = new ArrayList<>();
    for (long offset = 0; offset <= 10; offset++) {
      found.add(get(reader.locate(ID, new Offset(offset))));
    }

    assertThat(found).containsExactly(3L, 3L, 3L, 5L, 7L, 7L, 7L, 7L, 7L, 8L, 8L);
  }

  @Test
  void everyByteOfAChannelIsFoundAmongThoseOfTheOther() throws Exception {
    // Entry 1 holds stdout [0,3), 2 stderr [0,2), 3 stdout [3,4), 4 stderr [2,5).
    List<Event> log =
        List.of(
            output(1, Channel.STDOUT, 0, 0, "abc"),
            output(2, Channel.STDERR, 3, 0, "AB"),
            output(3, Channel.STDOUT, 5, 3, "d"),
            output(4, Channel.STDERR, 6, 2, "CDE"));
    write(ID, log);

    List<Long> stdout = new ArrayList<>();
    List<Long> stderr = new ArrayList<>();
    for (long bytes = 0; bytes <= 5; bytes++) {
      stdout.add(get(reader.locate(ID, Channel.STDOUT, bytes)));
      stderr.add(get(reader.locate(ID, Channel.STDERR, bytes)));
    }

    assertThat(stdout).containsExactly(1L, 1L, 1L, 3L, 5L, 5L);
    assertThat(stderr).containsExactly(2L, 2L, 4L, 4L, 4L, 5L);
  }

  private static Event output(
      long sequence, Channel channel, long offset, long channelBytes, String text) {
    return new Event.OutputAppended(
        sequence, channel, new Offset(offset), channelBytes, 1, Payload.utf8(text));
  }

  @Test
  void withoutAnyOutputTheFirstEntryIsTheOneAfterIt() throws Exception {
    write(OTHER, List.of(new Event.Accepted(Samples.plain("e10")), resize()));

    assertThat(get(reader.locate(ID, Offset.ZERO))).isEqualTo(1);
    assertThat(get(reader.locate(OTHER, Offset.ZERO))).isEqualTo(1);
    assertThat(get(reader.page(ID, 1, 100))).isEmpty();
  }

  @Test
  void aLongLogIsSearchedRightAtEveryBoundary() throws Exception {
    List<Event> log = new ArrayList<>(List.of(new Event.Accepted(Samples.plain("e1"))));
    int chunk = 7;
    for (int i = 0; i < 100; i++) {
      log.add(Samples.output(i + 1, (long) i * chunk, Payload.owning(new byte[chunk])));
    }
    write(ID, log);

    for (int i = 0; i < 100; i++) {
      long first = (long) i * chunk;

      assertThat(get(reader.locate(ID, new Offset(first)))).isEqualTo(i + 2);
      assertThat(get(reader.locate(ID, new Offset(first + chunk - 1)))).isEqualTo(i + 2);
    }
  }

  @Test
  @Tag("O24")
  void aPageEndsAfterTheEntryThatReachesTheLimit() throws Exception {
    List<Event> log = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      log.add(Samples.output(i + 1, i * 1000L, Payload.owning(new byte[1000])));
    }
    write(ID, log);

    assertThat(numbers(reader.page(ID, 1, 1))).containsExactly(1L);
    assertThat(numbers(reader.page(ID, 2, 1000))).containsExactly(2L);
    assertThat(numbers(reader.page(ID, 2, 2000))).containsExactly(2L, 3L);
    assertThat(numbers(reader.page(ID, 4, 100_000))).containsExactly(4L, 5L, 6L);
    assertThat(numbers(reader.page(ID, 7, 100_000))).isEmpty();
  }

  @Test
  void pagesGiveTheWholeLogInOrderAsItWasWritten() throws Exception {
    write(ID, Samples.events());
    List<Event> read = new ArrayList<>();

    long next = 1;
    for (List<Entry> page = get(reader.page(ID, next, 50));
        !page.isEmpty();
        page = get(reader.page(ID, next, 50))) {
      page.forEach(entry -> read.add(entry.event()));
      next = page.getLast().number() + 1;
    }

    assertThat(read).isEqualTo(Samples.events());
  }

  @Test
  void largeChunksAreReadWholeAndStoredUncompressed() throws Exception {
    byte[] zeros = new byte[128 * 1024];
    write(ID, List.of(Samples.output(1, 0, Payload.owning(zeros))));

    List<Entry> page = get(reader.page(ID, 1, 1));

    assertThat(page).containsExactly(new Entry(1, Samples.output(1, 0, Payload.owning(zeros))));
    try (Connection connection = database.connection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_column_size(payload) FROM journal")) {
      rows.next();
      assertThat(rows.getInt(1)).isGreaterThan(zeros.length);
    }
  }

  @Test
  void aRowThatCannotBeDecodedFailsTheStageWithItsOwnType() throws Exception {
    write(ID, List.of(resize()));
    try (Connection connection = database.connection();
        var statement = connection.createStatement()) {
      statement.execute("UPDATE journal SET manifest = 'resized.99'");
    }

    assertThatThrownBy(() -> get(reader.page(ID, 1, 1)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(LogDamaged.class)
        .hasRootCauseInstanceOf(UnreadableEntry.class);
  }

  @Test
  void aDatabaseThatFailsIsATypedError() {
    database.close();

    assertThatThrownBy(() -> get(reader.locate(ID, Offset.ZERO)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StorageUnavailable.class);
  }

  private static Event resize() {
    return new Event.Resized(new TerminalSize(80, 24), Samples.AT);
  }

  private List<Long> numbers(CompletionStage<List<Entry>> page) throws Exception {
    return get(page).stream().map(Entry::number).toList();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void write(ExecutionId id, List<Event> events) throws Exception {
    try (Connection connection = database.connection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO journal (persistence_id, sequence_number, manifest, payload)"
                    + " VALUES (?, ?, ?, ?)")) {
      for (int i = 0; i < events.size(); i++) {
        Encoded stored = EventCodec.encode(events.get(i));
        insert.setString(1, StoredNames.persistenceId(id));
        insert.setLong(2, i + 1);
        insert.setString(3, stored.manifest());
        insert.setBytes(4, stored.bytes().toByteArray());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
