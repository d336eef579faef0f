package io.sluice.gateway.it;

import java.util.Locale;

/** Finds one point in an HTTP answer whose body is in chunks; in another it is never reached. */
final class ChunkScanner implements PointScanner {
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked\r\n";
  private static final String HEAD_END = "\r\n\r\n";
  private static final int LINE_END = 2;

  private enum Phase {
    HEAD,
    BEFORE_CHUNK,
    SIZE,
    DATA,
    NO_CHUNKS,
    REACHED
  }

  private final Fate.Point point;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder size = new StringBuilder();
  private long dataLeft;
  private long afterHead;
  private int chunks;
  private Phase phase = Phase.HEAD;

  ChunkScanner(Fate.Point point) {
    this.point = point;
  }

  @Override
  public boolean isReached() {
    return phase == Phase.REACHED;
  }

  @Override
  public int pass(byte[] bytes, int count) {
    int at = 0;
    while (at < count && !isReached()) {
      at += step(bytes[at], count - at);
    }
    return at;
  }

  /** How many bytes were taken. */
  private int step(byte next, int available) {
    return switch (phase) {
      case HEAD -> head(next);
      case BEFORE_CHUNK -> firstOfSize(next);
      case SIZE -> size(next);
      case DATA -> data(available);
      case NO_CHUNKS -> available;
      case REACHED -> 0;
    };
  }

  private int head(byte next) {
    head.append((char) next);
    if (head.toString().endsWith(HEAD_END)) {
      boolean chunked = head.toString().toLowerCase(Locale.ROOT).contains(CHUNKED);
      boolean reached = point instanceof Fate.Point.AfterHandshake;
      phase = !chunked ? Phase.NO_CHUNKS : reached ? Phase.REACHED : Phase.BEFORE_CHUNK;
    }
    return 1;
  }

  /** No server writes the size of a chunk with leading zeros, so a zero is the last one's. */
  private int firstOfSize(byte next) {
    if (next == '0') {
      phase = point instanceof Fate.Point.BeforeLastChunk ? Phase.REACHED : Phase.NO_CHUNKS;
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
    long taken = Math.min(available, dataLeft);
    if (point instanceof Fate.Point.AfterBytes(long bytes)) {
      taken = Math.min(taken, bytes - afterHead);
    }
    dataLeft -= taken;
    if (dataLeft == 0) {
      chunks++;
      phase =
          point instanceof Fate.Point.AfterChunk(int count) && chunks == count
              ? Phase.REACHED
              : Phase.BEFORE_CHUNK;
    }
    advance(taken);
    return Math.toIntExact(taken);
  }

  private void advance(long bytes) {
    afterHead += bytes;
    if (point instanceof Fate.Point.AfterBytes(long wanted) && afterHead == wanted) {
      phase = Phase.REACHED;
    }
  }
}
