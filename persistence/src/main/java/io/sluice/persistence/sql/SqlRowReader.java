package io.sluice.persistence.sql;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.persistence.query.PurgedLog;
import io.sluice.persistence.query.RowReader;
import io.sluice.persistence.query.StoredRow;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Reads the journal's rows as they are, but for what is packed in them. */
public final class SqlRowReader implements RowReader {
  /** Of at most 128 KiB each. */
  private static final int PAGE_ROWS = 32;

  private static final String PAGE =
      "SELECT sequence_number, manifest, payload, link, unpacked_bytes FROM journal"
          + " WHERE persistence_id = ? AND sequence_number >= ? ORDER BY sequence_number LIMIT "
          + PAGE_ROWS;

  private static final String NEWEST_ANCHOR =
      "SELECT sequence_number, manifest, payload, link, unpacked_bytes FROM journal"
          + " WHERE persistence_id = ? AND manifest = '"
          + EventCodec.ANCHORED
          + "' ORDER BY sequence_number DESC LIMIT 1";

  private final Database database;
  private final Executor executor;

  /**
   * @param executor where the blocking reads run
   */
  public SqlRowReader(Database database, Executor executor) {
    this.database = database;
    this.executor = executor;
  }

  @Override
  public CompletionStage<List<StoredRow>> rows(ExecutionId execution, long fromNumber) {
    return CompletableFuture.supplyAsync(
        () ->
            database.call(
                "read the journal",
                c ->
                    Sql.list(
                        c,
                        PAGE,
                        SqlRowReader::row,
                        StoredNames.persistenceId(execution),
                        fromNumber)),
        executor);
  }

  @Override
  public CompletionStage<Optional<StoredRow>> newestAnchor(ExecutionId execution) {
    return CompletableFuture.supplyAsync(
        () ->
            database.call(
                "read the journal",
                c ->
                    Sql.first(
                        c, NEWEST_ANCHOR, SqlRowReader::row, StoredNames.persistenceId(execution))),
        executor);
  }

  @Override
  public CompletionStage<Optional<PurgedLog>> purged(TenantId tenant, ExecutionId execution) {
    return CompletableFuture.supplyAsync(
        () -> database.call("read what a log left", c -> Tombstones.signed(c, tenant, execution)),
        executor);
  }

  private static StoredRow row(ResultSet row) throws SQLException {
    byte[] link = row.getBytes(4);
    Encoded entry = entry(row.getString(2), row.getBytes(3), row.getInt(5));
    return new StoredRow(
        row.getLong(1),
        entry.manifest(),
        entry.bytes(),
        link == null ? null : Payload.owning(link));
  }

  /**
   * What cannot be unpacked is shown as it is: whoever checks it finds it is not what was signed.
   */
  private static Encoded entry(String manifest, byte[] stored, int unpackedBytes) {
    try {
      return Packing.unpacked(manifest, stored, unpackedBytes);
    } catch (UnreadableEntry spoilt) {
      return new Encoded(manifest, Payload.owning(stored));
    }
  }
}
