package io.sluice.persistence.sql;

import io.sluice.persistence.audit.AccessTrail;
import io.sluice.persistence.codec.AccessCodec;
import io.sluice.protocol.access.Access;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedTrail;
import io.sluice.protocol.proof.TrailAnchor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Access trails in PostgreSQL: the row of a trail holds its head, and whoever appends locks it, so
 * gateways that append to the same trail take turns.
 */
public final class SqlAccessTrail implements AccessTrail {
  private static final int PAGE_ROWS = 256;

  /** Only of executions that are there; trails go with them. */
  private static final String BEGIN =
      "INSERT INTO access_trail (execution, length, head)"
          + " SELECT id, 0, ? FROM execution WHERE id = ANY (?) ORDER BY id"
          + " ON CONFLICT (execution) DO NOTHING";

  private static final String LOCK =
      "SELECT execution, length, head, newest_at FROM access_trail WHERE execution = ANY (?)"
          + " ORDER BY execution FOR UPDATE";

  private static final String INSERT =
      "INSERT INTO access_entry (execution, number, head, body) VALUES (?, ?, ?, ?)";

  private static final String ADVANCE =
      "UPDATE access_trail SET length = ?, head = ?, newest_at = ?,"
          + " unsigned_since = coalesce(unsigned_since, ?) WHERE execution = ?";

  private static final String PAGE =
      "SELECT number, head, body FROM access_entry WHERE execution = ? AND number >= ?"
          + " ORDER BY number LIMIT "
          + PAGE_ROWS;

  private static final String UNSIGNED =
      "SELECT execution FROM access_trail WHERE unsigned_since <= ?"
          + " ORDER BY unsigned_since LIMIT ?";

  private static final String SIGN =
      "UPDATE access_trail SET signed_length = ?, signed_head = ?, signed_at = ?, key_id = ?,"
          + " signature = ?, unsigned_since = CASE WHEN length > ? THEN unsigned_since END"
          + " WHERE execution = ? AND coalesce(signed_length, 0) <= ?";

  private final Database database;

  public SqlAccessTrail(Database database) {
    this.database = database;
  }

  /** A trail while it grows. */
  private static final class Growing {
    ChainHead head;
    Instant newest;

    Growing(ChainHead head, Instant newest) {
      this.head = head;
      this.newest = newest;
    }

    Payload add(Note note) {
      newest = note.at().isBefore(newest) ? newest : note.at();
      Payload body = AccessCodec.encode(new Access(newest, note.event()));
      head = head.then(Digest.of(body));
      return body;
    }
  }

  @Override
  public List<Long> append(List<Note> notes) {
    return database.call("note an access", connection -> append(connection, notes));
  }

  private static List<Long> append(Connection connection, List<Note> notes) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Map<String, Growing> trails = lock(connection, notes);
      List<Long> numbers = insert(connection, notes, trails);
      advance(connection, trails);
      connection.commit();
      return numbers;
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static Map<String, Growing> lock(Connection connection, List<Note> notes)
      throws SQLException {
    Object[] ids = notes.stream().map(note -> note.execution().value()).distinct().toArray();
    var array = connection.createArrayOf("text", ids);
    Map<String, Growing> trails = growing(connection, array);
    if (trails.size() < ids.length) {
      Sql.update(connection, BEGIN, Digest.NONE.toByteArray(), array);
      trails = growing(connection, array);
    }
    return trails;
  }

  private static Map<String, Growing> growing(Connection connection, java.sql.Array ids)
      throws SQLException {
    Map<String, Growing> trails = new HashMap<>();
    for (Map.Entry<String, Growing> trail :
        Sql.list(
            connection,
            LOCK,
            row ->
                Map.entry(
                    row.getString("execution"),
                    new Growing(head(row, "length", "head"), newest(row))),
            ids)) {
      trails.put(trail.getKey(), trail.getValue());
    }
    return trails;
  }

  private static Instant newest(ResultSet row) throws SQLException {
    Instant newest = Sql.instantOrNull(row, "newest_at");
    return newest == null ? Instant.MIN : newest;
  }

  private static ChainHead head(ResultSet row, String length, String digest) throws SQLException {
    return new ChainHead(row.getLong(length), Digest.ofBytes(row.getBytes(digest)));
  }

  private static List<Long> insert(
      Connection connection, List<Note> notes, Map<String, Growing> trails) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    List<Object[]> rows = new ArrayList<>();
    for (Note note : notes) {
      String execution = note.execution().value();
      Growing trail = trails.get(execution);
      if (trail == null) {
        numbers.add(0L);
        continue;
      }
      byte[] body = trail.add(note).toByteArray();
      long number = trail.head.length();
      rows.add(new Object[] {execution, number, trail.head.digest().toByteArray(), body});
      numbers.add(number);
    }
    Sql.updateEach(connection, INSERT, rows);
    return numbers;
  }

  private static void advance(Connection connection, Map<String, Growing> trails)
      throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    trails.forEach(
        (execution, trail) ->
            rows.add(
                new Object[] {
                  trail.head.length(),
                  trail.head.digest().toByteArray(),
                  trail.newest,
                  trail.newest,
                  execution
                }));
    Sql.updateEach(connection, ADVANCE, rows);
  }

  @Override
  public List<Row> rows(ExecutionId execution, long from) {
    return database.call(
        "read an access trail",
        connection ->
            Sql.list(
                connection,
                PAGE,
                row ->
                    new Row(
                        row.getLong("number"),
                        Digest.ofBytes(row.getBytes("head")),
                        Payload.owning(row.getBytes("body"))),
                execution.value(),
                from));
  }

  @Override
  public Optional<Extent> extent(ExecutionId execution) {
    return database.call(
        "read an access trail",
        connection ->
            Sql.first(
                connection,
                "SELECT * FROM access_trail WHERE execution = ?",
                row -> extent(execution, row),
                execution.value()));
  }

  private static Extent extent(ExecutionId execution, ResultSet row) throws SQLException {
    ChainHead head = head(row, "length", "head");
    String key = row.getString("key_id");
    if (key == null) {
      return new Extent(head, null);
    }
    TrailAnchor anchor =
        new TrailAnchor(
            execution, head(row, "signed_length", "signed_head"), Sql.instant(row, "signed_at"));
    Seal seal = new Seal(new KeyId(key), Payload.owning(row.getBytes("signature")));
    return new Extent(head, new SignedTrail(anchor, seal));
  }

  @Override
  public List<ExecutionId> unsignedSince(Instant before, int limit) {
    return database.call(
        "read access trails",
        connection ->
            Sql.list(
                connection,
                UNSIGNED,
                row -> new ExecutionId(row.getString("execution")),
                before,
                limit));
  }

  @Override
  public void sign(SignedTrail signed) {
    TrailAnchor anchor = signed.anchor();
    long length = anchor.head().length();
    database.call(
        "sign an access trail",
        connection ->
            Sql.update(
                connection,
                SIGN,
                length,
                anchor.head().digest().toByteArray(),
                anchor.at(),
                signed.seal().keyId().value(),
                signed.seal().signature().toByteArray(),
                length,
                anchor.execution().value(),
                length));
  }
}
