package io.sluice.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.Recorded;
import io.sluice.persistence.codec.Stored;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.SqlJournalReader;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Chain;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class JournalTest {
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** As they are journaled: the end knows what came before it. */
  private static final List<Event> EVENTS =
      Samples.events().stream().map(event -> Recorded.NOTHING.next(event).event()).toList();

  private Database database;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  /** What the recorder is asked. */
  private sealed interface Ask {}

  private record Write(List<Event> events, ActorRef<Integer> replyTo) implements Ask {}

  private record Stop(ActorRef<Integer> replyTo) implements Ask {}

  private record Seen(ActorRef<List<Event>> replyTo) implements Ask {}

  /** Persists what it is given, as one list; its state is what the journal told it. */
  private static final class Recorder extends EventSourcedBehavior<Ask, Stored, Recorded> {
    private final List<Event> seen;
    private final State snapshot;
    private final boolean snapshots;

    Recorder(List<Event> seen, State snapshot, boolean snapshots) {
      super(PersistenceId.ofUniqueId(StoredNames.persistenceId(ID)));
      this.seen = seen;
      this.snapshot = snapshot;
      this.snapshots = snapshots;
    }

    static Behavior<Ask> create(State snapshot, boolean snapshots) {
      return new Recorder(new ArrayList<>(), snapshot, snapshots);
    }

    @Override
    public Recorded emptyState() {
      return Recorded.NOTHING;
    }

    @Override
    public CommandHandler<Ask, Stored, Recorded> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Write.class,
              write ->
                  Effect()
                      .persist(stored(write.events()))
                      .thenRun(_ -> write.replyTo().tell(seen.size())))
          .onCommand(
              Stop.class, stop -> Effect().stop().thenRun(_ -> stop.replyTo().tell(seen.size())))
          .onCommand(
              Seen.class,
              asked -> Effect().none().thenRun(_ -> asked.replyTo().tell(List.copyOf(seen))))
          .build();
    }

    @Override
    public EventHandler<Recorded, Stored> eventHandler() {
      return (_, stored) -> {
        seen.add(stored.event());
        return new Recorded(snapshot, Chain.START, null);
      };
    }

    /** Not chained: the samples are no log that could be. */
    private static List<Stored> stored(List<Event> events) {
      return events.stream()
          .map(event -> new Stored(event, EventCodec.encode(event), null))
          .toList();
    }

    @Override
    public boolean shouldSnapshot(Recorded state, Stored event, long sequenceNumber) {
      return snapshots && sequenceNumber % 4 == 0;
    }
  }

  /** Pekko's own is 30 s, for which nothing is journaled although the database is there. */
  @Test
  @Tag("C23")
  void aDatabaseThatIsBackIsAskedAgainWithinASecond() {
    Config settings = JournalPlugin.of(database).withFallback(ConfigFactory.load());

    for (String plugin : List.of("journal", "snapshot-store")) {
      Config used =
          settings
              .getConfig(settings.getString("pekko.persistence." + plugin + ".plugin"))
              .withFallback(settings.getConfig("pekko.persistence." + plugin + "-plugin-fallback"));
      assertThat(used.getDuration("circuit-breaker.reset-timeout"))
          .isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  /** Pekko's own is 30 s; what is told late of the read before would be mixed into the next. */
  @Test
  @Tag("C23")
  void aLogIsNotReadAgainWhileItIsStillBeingRead() {
    Config settings = JournalPlugin.of(database).withFallback(ConfigFactory.load());
    long connection = Long.parseLong(database.settings().patience().socketSeconds());

    assertThat(
            settings
                .getConfig(settings.getString("pekko.persistence.journal.plugin"))
                .getDuration("recovery-event-timeout"))
        .isGreaterThan(Duration.ofSeconds(100 * connection));
  }

  @Test
  @Tag("O34")
  void whatIsPersistedAsOneListIsRecoveredByAnotherSystem() {
    List<Event> events = EVENTS;

    ActorTestKit first = system();
    int written = write(first, events, false);
    first.shutdownTestKit();

    ActorTestKit second = system();
    List<Event> recovered = recorded(second);
    second.shutdownTestKit();
    assertThat(written).isEqualTo(events.size());
    assertThat(recovered).isEqualTo(events);
  }

  @Test
  void theReaderFindsWhatTheActorPersisted() throws Exception {
    ActorTestKit system = system();
    write(system, EVENTS, false);
    system.shutdownTestKit();

    List<Entry> page =
        new SqlJournalReader(database, Runnable::run)
            .page(ID, 1, 1_000_000)
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    assertThat(page).extracting(Entry::event).isEqualTo(EVENTS);
    assertThat(page.getLast().number()).isEqualTo(EVENTS.size());
  }

  @Test
  void recoveryStartsAtTheSnapshotAndReadsNoEventBeforeIt() {
    List<Event> events = EVENTS.subList(0, 6);
    ActorTestKit first = system();
    write(first, events, true);
    first.shutdownTestKit();

    ActorTestKit second = system();
    List<Event> recovered = recorded(second);
    second.shutdownTestKit();

    assertThat(recovered).hasSizeLessThan(events.size());
  }

  @Test
  void noRowNamesAClassAndOnlyWhatGetsShorterIsPacked() throws Exception {
    byte[] random = new byte[64 * 1024];
    new Random(9).nextBytes(random);
    List<Event> events = new ArrayList<>(EVENTS);
    events.add(Samples.output(9, 8, Payload.owning(random)));
    events.add(Samples.output(10, 8 + random.length, Payload.owning(new byte[64 * 1024])));
    ActorTestKit system = system();
    write(system, events, true);
    system.shutdownTestKit();

    List<String> rows = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      try (ResultSet journal =
          statement.executeQuery(
              "SELECT *, pg_column_size(payload) AS size FROM journal ORDER BY sequence_number")) {
        while (journal.next()) {
          rows.add(text(journal));
          sizes.add(journal.getInt("size"));
        }
      }
      try (ResultSet snapshots = statement.executeQuery("SELECT * FROM snapshot")) {
        while (snapshots.next()) {
          rows.add(text(snapshots));
        }
      }
    }

    assertThat(rows).hasSizeGreaterThan(events.size());
    assertThat(rows).noneMatch(row -> row.contains("sluice") || row.contains("java"));
    assertThat(sizes.removeLast()).isLessThan(1024);
    assertThat(sizes.removeLast()).isGreaterThan(random.length);
  }

  private static String text(ResultSet row) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
      byte[] bytes = row.getBytes(column);
      text.append(bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1)).append('|');
    }
    return text.toString();
  }

  private ActorTestKit system() {
    Config quiet = ConfigFactory.parseString("pekko.loglevel = WARNING");
    return ActorTestKit.create(
        JournalPlugin.of(database).withFallback(quiet).withFallback(ConfigFactory.load()));
  }

  /** Returns after the write is journaled and the actor, with its snapshots, has stopped. */
  private static int write(ActorTestKit kit, List<Event> events, boolean snapshots) {
    ActorRef<Ask> recorder = kit.spawn(Recorder.create(Samples.states().getLast(), snapshots));
    var probe = kit.createTestProbe(Integer.class);
    int count = 0;
    for (int from = 0; from < events.size(); from += 4) {
      List<Event> list = events.subList(from, Math.min(from + 4, events.size()));
      recorder.tell(new Write(list, probe.getRef()));
      count = probe.receiveMessage(PATIENCE);
    }
    recorder.tell(new Stop(probe.getRef()));
    probe.receiveMessage(PATIENCE);
    probe.expectTerminated(recorder, PATIENCE);
    return count;
  }

  private static List<Event> recorded(ActorTestKit kit) {
    ActorRef<Ask> recorder = kit.spawn(Recorder.create(new State.Absent(), false));
    var probe = kit.<List<Event>>createTestProbe();
    recorder.tell(new Seen(probe.getRef()));
    return probe.receiveMessage(PATIENCE);
  }
}
