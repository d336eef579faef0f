package io.sluice.persistence.journal;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.LinkCheck;
import io.sluice.persistence.codec.Stored;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.protocol.execution.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * How the plugin reaches our tables: one statement and one round trip a commit, and rows that hold
 * only what a log needs. Made by the plugin, by name.
 */
public final class PostgresJournalDao implements JournalDao {
  private final JdbcCalls calls;
  private final JournalWriter writer;

  /** With the parameters that the plugin gives. */
  public PostgresJournalDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executionContext,
      Materializer materializer) {
    JournalHealth health = JournalHealth.of(materializer.system());
    this.calls = new JdbcCalls(database, health);
    this.writer =
        new JournalWriter(
            calls::open,
            JournalPlugin.settings(materializer.system().settings().config()),
            health::written,
            health::notWritten);
    materializer.system().registerOnTermination(this::close);
  }

  private void close() {
    writer.close();
    calls.close();
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    List<JournalRow> rows = new ArrayList<>();
    List<Try<BoxedUnit>> results = new ArrayList<>();
    for (AtomicWrite write : CollectionConverters.asJava(messages)) {
      try {
        rows.addAll(rows(write));
        results.add(new Success<>(BoxedUnit.UNIT));
      } catch (RuntimeException unencodable) {
        results.add(new Failure<>(unencodable));
      }
    }
    Seq<Try<BoxedUnit>> answer = CollectionConverters.asScala(results).toSeq();
    return FutureConverters.asScala(writer.write(rows).thenApply(_ -> answer));
  }

  private static List<JournalRow> rows(AtomicWrite write) {
    return CollectionConverters.asJava(write.payload()).stream()
        .map(PostgresJournalDao::row)
        .toList();
  }

  private static JournalRow row(PersistentRepr entry) {
    Stored stored = (Stored) entry.payload();
    return new JournalRow(
        entry.persistenceId(),
        entry.sequenceNr(),
        stored.form().manifest(),
        stored.form().bytes(),
        stored.link());
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long from) {
    return calls.scala(connection -> JournalRows.last(connection, persistenceId));
  }

  @Override
  public org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>
      messages(String persistenceId, long from, long to, long max) {
    return replay(persistenceId, from, to, 100).take(max).asScala();
  }

  @Override
  public org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>
      messagesWithBatch(
          String persistenceId,
          long from,
          long to,
          int batchSize,
          Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    return replay(persistenceId, from, to, batchSize).asScala();
  }

  private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> replay(
      String persistenceId, long from, long to, int pageRows) {
    return Source.unfoldAsync(from, next -> page(persistenceId, next, to, pageRows))
        .mapConcat(rows -> rows)
        .statefulMap(LinkCheck::new, PostgresJournalDao::entry, _ -> Optional.empty());
  }

  private CompletionStage<Optional<Pair<Long, List<JournalRow>>>> page(
      String persistenceId, long from, long to, int limit) {
    return calls
        .async(connection -> JournalRows.page(connection, persistenceId, from, to, limit))
        .thenApply(
            rows ->
                rows.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Pair.create(rows.getLast().number() + 1, rows)));
  }

  private static Pair<LinkCheck, Try<Tuple2<PersistentRepr, Object>>> entry(
      LinkCheck links, JournalRow row) {
    Encoded form = new Encoded(row.manifest(), row.bytes());
    Event event = EventCodec.decode(form);
    links.next(form, row.link());
    Stored stored = new Stored(event, form, row.link());
    PersistentRepr entry =
        PersistentRepr.apply(
            stored, row.number(), row.persistenceId(), "", false, ActorRef.noSender(), "");
    return Pair.create(links, new Success<>(Tuple2.apply(entry, row.number())));
  }

  /** Logs are trimmed by rules of their own, never through their actor. */
  @Override
  public Future<BoxedUnit> delete(String persistenceId, long to) {
    return FutureConverters.asScala(
        CompletableFuture.failedStage(
            new UnsupportedOperationException("a log is not deleted by its actor")));
  }
}
