package io.sluice.gateway.it;

import java.util.Locale;

/** Finds one point in an HTTP answer whose body is in chunks; in another it is never reached. */
final class ChunkScanner extends PointScanner {
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked\r\n";
  private static final int LINE_END = 2;

  private enum Phase {
    BEFORE_CHUNK,
    SIZE,
    DATA,
    NO_MORE_CHUNKS
  }

  private final Fate.Point point;
  private final StringBuilder size = new StringBuilder();
  private long dataLeft;
  private int chunks;
  private Phase phase = Phase.BEFORE_CHUNK;

  ChunkScanner(Fate.Point point) {
    super(point);
    this.point = point;
  }

  @Override
  boolean hasPoints(String httpHead) {
    return httpHead.toLowerCase(Locale.ROOT).contains(CHUNKED);
  }

  @Override
  int step(byte next, int available) {
    return switch (phase) {
      case BEFORE_CHUNK -> firstOfSize(next);
      case SIZE -> size(next);
      case DATA -> data(available);
      case NO_MORE_CHUNKS -> available;
    };
  }

  /** No server writes the size of a chunk with leading zeros, so a zero is the last one's. */
  private int firstOfSize(byte next) {
    if (next == '0') {
      phase = Phase.NO_MORE_CHUNKS;
      if (point instanceof Fate.Point.BeforeLastChunk) {
        reached();
      }
      return 0;
    }
    size.setLength(0);
    phase = Phase.SIZE;
    return size(next);
  }

  private int size(byte next) {
    size.append((char) next);
    if (next == '\n') {
      String digits = size.toString().strip().split(";", 2)[0];
      dataLeft = Long.parseLong(digits, 16) + LINE_END;
      phase = Phase.DATA;
    }
    advance(1);
    return 1;
  }

  private int data(int available) {
    long taken = upToPoint(Math.min(available, dataLeft));
    dataLeft -= taken;
    if (dataLeft == 0) {
      chunks++;
      phase = Phase.BEFORE_CHUNK;
      if (point instanceof Fate.Point.AfterChunk(int count) && chunks == count) {
        reached();
      }
    }
    advance(taken);
    return Math.toIntExact(taken);
  }
}
