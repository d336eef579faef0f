package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EntryDigest;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.retention.OutputRemoval.Haste;
import io.sluice.persistence.retention.Pace;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.Link;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same log twice, once with all entries as they are: whoever reads sees no difference. */
@ExtendWith(TestDatabases.class)
@Tag("O12")
@Tag("O24")
class PackedLogTest {
  private static final ExecutionId PACKED = new ExecutionId("packed");
  private static final ExecutionId PLAIN = new ExecutionId("plain");
  private static final int[] SIZES = {4_096, 1, 65_536, 511, 512, 9_000, 700};

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Event.OutputAppended> log = log();
  private Database database;
  private SqlJournalReader reader;
  private SqlOutputRemoval removal;

  @BeforeEach
  void writeBoth(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    reader = new SqlJournalReader(database, executor);
    removal = new SqlOutputRemoval(database, executor, Pace.AT_ONCE, System::nanoTime);
    try (Connection connection = database.connection()) {
      JournalRows.insert(connection, rows(PACKED));
      JournalRows.insertAsTheyAre(connection, rows(PLAIN));
    }
  }

  @AfterEach
  void close() {
    executor.close();
    database.close();
  }

  /** Text and random bytes of both channels in turn. */
  private static List<Event.OutputAppended> log() {
    List<Event.OutputAppended> log = new ArrayList<>();
    Random random = new Random(7);
    long[] bytes = new long[2];
    for (int entry = 0; entry < 8 * SIZES.length; entry++) {
      byte[] output = new byte[SIZES[entry % SIZES.length]];
      if (entry % 3 == 0) {
        random.nextBytes(output);
      }
      int channel = entry % 2;
      log.add(
          new Event.OutputAppended(
              entry + 1L,
              channel == 0 ? Channel.STDOUT : Channel.STDERR,
              new Offset(bytes[0] + bytes[1]),
              bytes[channel],
              1,
              Payload.owning(output)));
      bytes[channel] += output.length;
    }
    return log;
  }

  private List<JournalRow> rows(ExecutionId id) {
    List<JournalRow> rows = new ArrayList<>();
    for (Event event : log) {
      Encoded entry = EventCodec.encode(event);
      Link link = new Link.OfOutput(EntryDigest.of(entry));
      String name = StoredNames.persistenceId(id);
      rows.add(new JournalRow(name, rows.size() + 1L, entry.manifest(), entry.bytes(), link));
    }
    return rows;
  }

  @Test
  void someOfItIsPackedAndSomeIsNot() throws Exception {
    assertThat(count(PACKED, "unpacked_bytes IS NOT NULL")).isBetween(10L, log.size() - 10L);
    assertThat(count(PLAIN, "unpacked_bytes IS NOT NULL")).isZero();
    assertThat(bytes(PACKED)).isLessThan(bytes(PLAIN) / 2);
  }

  @Test
  void pagesAreTheSame() throws Exception {
    for (int limit : new int[] {1, 600, 5_000, 70_000, 1 << 20}) {
      for (int from = 1; from <= log.size(); from++) {
        assertThat(get(reader.page(PACKED, from, limit)))
            .isEqualTo(get(reader.page(PLAIN, from, limit)));
      }
    }
    assertThat(get(reader.page(PACKED, 1, Integer.MAX_VALUE)))
        .extracting(Entry::event)
        .isEqualTo(List.copyOf(log));
  }

  @Test
  void everyByteIsFoundInTheSameEntry() throws Exception {
    for (Event.OutputAppended entry : log) {
      long start = entry.offset().bytes();
      long end = start + entry.payload().size();
      for (long offset : new long[] {start, start + 1, end - 1, end}) {
        assertThat(get(reader.locate(PACKED, new Offset(offset))))
            .isEqualTo(get(reader.locate(PLAIN, new Offset(offset))));
      }
      long last = entry.channelBytes() + entry.payload().size() - 1;
      assertThat(get(reader.locate(PACKED, entry.channel(), last))).isEqualTo(entry.sequence());
    }
  }

  @Test
  @Tag("O19")
  void itIsTrimmedAtTheSamePlaces() throws Exception {
    Offset middle = log.get(30).offset().plus(log.get(30).payload().size() - 1);

    assertThat(get(removal.boundary(PACKED, middle)))
        .isEqualTo(get(removal.boundary(PLAIN, middle)));
    assertThat(get(removal.head(PACKED, TrimPoint.NOTHING, middle)))
        .isEqualTo(get(removal.head(PLAIN, TrimPoint.NOTHING, middle)));
    assertThat(get(removal.remove(PACKED, middle, Haste.NONE))).isEqualTo(30);
    assertThat(get(reader.page(PACKED, 1, 1)).getFirst().number()).isEqualTo(31);
  }

  @Test
  @Tag("T4")
  void whoeverChecksItsRowsSeesWhatWasChained() throws Exception {
    SqlRowReader rows = new SqlRowReader(database, executor);

    assertThat(get(rows.rows(PACKED, 1))).isEqualTo(get(rows.rows(PLAIN, 1)));
  }

  @Test
  @Tag("T4")
  void whatCannotBeUnpackedIsShownToThemAsItIs() throws Exception {
    SqlRowReader rows = new SqlRowReader(database, executor);
    assertThat(get(rows.rows(PACKED, 3)).getFirst().manifest()).isEqualTo("output.1");
    try (Connection connection = database.connection()) {
      Sql.update(
          connection,
          "UPDATE journal SET unpacked_bytes = unpacked_bytes + 1 WHERE sequence_number = 3"
              + " AND unpacked_bytes IS NOT NULL");
    }

    assertThat(get(rows.rows(PACKED, 3)).getFirst().manifest()).isEqualTo("output.1.lz4");
  }

  private long count(ExecutionId id, String what) throws SQLException {
    return number(id, "count(*) FILTER (WHERE " + what + ")");
  }

  private long bytes(ExecutionId id) throws SQLException {
    return number(id, "sum(octet_length(payload))");
  }

  private long number(ExecutionId id, String what) throws SQLException {
    try (Connection connection = database.connection()) {
      return Sql.first(
              connection,
              "SELECT " + what + " FROM journal WHERE persistence_id = ?",
              row -> row.getLong(1),
              StoredNames.persistenceId(id))
          .orElseThrow();
    }
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
