package io.sluice.persistence.journal;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.RecordCodec;
import io.sluice.persistence.codec.Recorded;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.snapshot.dao.SnapshotDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** The newest snapshot of each log, and no other; times of snapshots choose nothing. */
public final class PostgresSnapshotDao implements SnapshotDao {
  private final JdbcCalls calls;

  /** With the parameters that the plugin gives. */
  public PostgresSnapshotDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext executionContext,
      Materializer materializer) {
    this.calls = new JdbcCalls(database, JournalHealth.of(materializer.system()));
    materializer.system().registerOnTermination(calls::close);
  }

  @Override
  public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
    Encoded encoded = RecordCodec.encode((Recorded) snapshot);
    JournalRow row =
        new JournalRow(
            metadata.persistenceId(), metadata.sequenceNr(), encoded.manifest(), encoded.bytes());
    return done(connection -> JournalRows.saveSnapshot(connection, row, metadata.timestamp()));
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return snapshotForMaxSequenceNr(persistenceId, Long.MAX_VALUE);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
      String persistenceId, long atMost) {
    CompletableFuture<Option<Tuple2<SnapshotMetadata, Object>>> found =
        calls.async(connection -> option(JournalRows.snapshot(connection, persistenceId, atMost)));
    return FutureConverters.asScala(found);
  }

  private static Option<Tuple2<SnapshotMetadata, Object>> option(
      JournalRows.@Nullable Snapshot found) {
    if (found == null) {
      return Option.empty();
    }
    JournalRow row = found.row();
    Recorded recorded = RecordCodec.decode(row.manifest(), row.bytes().toByteArray());
    return Option.apply(
        Tuple2.apply(
            new SnapshotMetadata(row.persistenceId(), row.number(), found.createdMillis()),
            recorded));
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
      String persistenceId, long millis) {
    return latestSnapshot(persistenceId);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long atMost, long millis) {
    return snapshotForMaxSequenceNr(persistenceId, atMost);
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long number) {
    return deleteUpToMaxSequenceNr(persistenceId, number);
  }

  @Override
  public Future<BoxedUnit> deleteAllSnapshots(String persistenceId) {
    return deleteUpToMaxSequenceNr(persistenceId, Long.MAX_VALUE);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNr(String persistenceId, long atMost) {
    return done(connection -> JournalRows.deleteSnapshot(connection, persistenceId, atMost));
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxTimestamp(String persistenceId, long millis) {
    return deleteAllSnapshots(persistenceId);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long atMost, long millis) {
    return deleteUpToMaxSequenceNr(persistenceId, atMost);
  }

  /** Work without a result. */
  private interface Task {
    void with(Connection connection) throws SQLException;
  }

  private Future<BoxedUnit> done(Task task) {
    return FutureConverters.asScala(
        calls.async(
            connection -> {
              task.with(connection);
              return BoxedUnit.UNIT;
            }));
  }
}
