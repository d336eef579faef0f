package io.sluice.persistence.sql;

import io.sluice.persistence.sql.Packing.Kept;
import io.sluice.protocol.proof.Link;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows on their way into the journal: one binary COPY, sent in pieces. */
final class JournalCopy {
  private static final String COPY =
      "COPY journal (persistence_id, sequence_number, manifest, payload, link, unpacked_bytes)"
          + " FROM STDIN (FORMAT binary)";

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final short FIELDS = 6;
  private static final short END = -1;
  private static final int NULL = -1;
  private static final int FRAME_BYTES = SIGNATURE.length + 2 * Integer.BYTES + Short.BYTES;
  private static final int ROW_BYTES =
      Short.BYTES + FIELDS * Integer.BYTES + Long.BYTES + Link.LIFE_BYTES + Integer.BYTES;
  private static final int MOST_BYTES_OF_CHARACTER = 3;

  /** By which a manifest may say how its entry is kept. */
  private static final int MOST_SUFFIX = 8;

  /** A piece grows over this only for a row that is longer. */
  private static final int PIECE_BYTES = 64 * 1024;

  private final CopyIn copy;
  private final Function<JournalRow, Kept> keeping;
  private ByteBuffer piece;

  private JournalCopy(CopyIn copy, List<JournalRow> rows, Function<JournalRow, Kept> keeping) {
    this.copy = copy;
    this.keeping = keeping;
    long most = FRAME_BYTES;
    for (JournalRow row : rows) {
      most += mostBytes(row);
    }
    this.piece = ByteBuffer.allocate((int) Math.min(most, PIECE_BYTES));
  }

  /**
   * All of them, or none.
   *
   * @param keeping what is stored of each, called in turn
   */
  static void insert(
      Connection connection, List<JournalRow> rows, Function<JournalRow, Kept> keeping)
      throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      new JournalCopy(copy, rows, keeping).write(rows);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void write(List<JournalRow> rows) throws SQLException {
    piece.put(SIGNATURE).putInt(0).putInt(0);
    for (JournalRow row : rows) {
      write(row);
    }
    make(Short.BYTES);
    piece.putShort(END);
    send();
    copy.endCopy();
  }

  private void write(JournalRow row) throws SQLException {
    byte[] log = row.persistenceId().getBytes(StandardCharsets.UTF_8);
    Kept kept = keeping.apply(row);
    byte[] manifest = kept.manifest().getBytes(StandardCharsets.UTF_8);
    Link chained = row.link();
    byte[] link = chained == null ? null : chained.toByteArray();
    make(mostBytes(row));
    piece.putShort(FIELDS);
    put(log);
    piece.putInt(Long.BYTES).putLong(row.number());
    put(manifest);
    piece.putInt(kept.bytes().remaining()).put(kept.bytes());
    put(link);
    putUnlessZero(kept.unpackedBytes());
  }

  /** Ids and manifests are mostly ASCII, and never longer than their columns. */
  private static int mostBytes(JournalRow row) {
    int characters = row.persistenceId().length() + row.manifest().length() + MOST_SUFFIX;
    return ROW_BYTES + MOST_BYTES_OF_CHARACTER * characters + row.bytes().size();
  }

  private void putUnlessZero(int field) {
    if (field == 0) {
      piece.putInt(NULL);
    } else {
      piece.putInt(Integer.BYTES).putInt(field);
    }
  }

  private void put(byte @Nullable [] field) {
    if (field == null) {
      piece.putInt(NULL);
    } else {
      piece.putInt(field.length).put(field);
    }
  }

  /** Room for so many bytes. */
  private void make(int room) throws SQLException {
    if (piece.remaining() < room) {
      send();
      if (piece.remaining() < room) {
        piece = ByteBuffer.allocate(room);
      }
    }
  }

  private void send() throws SQLException {
    copy.writeToCopy(piece.array(), 0, piece.position());
    piece.clear();
  }
}
