package io.sluice.gateway.it;

/** Finds one point in the bytes of a server: an HTTP head, then a body. For one thread. */
abstract sealed class PointScanner permits CutScanner, ChunkScanner {
  private static final String HEAD_END = "\r\n\r\n";

  private final Fate.Point point;
  private final StringBuilder head = new StringBuilder();
  private long afterHead;
  private Where where = Where.HEAD;

  private enum Where {
    HEAD,
    BODY,
    /** Of an answer that has no such point. */
    OTHER_BODY,
    REACHED
  }

  PointScanner(Fate.Point point) {
    this.point = point;
  }

  /** Whether a point may follow it. */
  abstract boolean hasPoints(String httpHead);

  /** Goes on in the body; how many bytes were taken. */
  abstract int step(byte next, int available);

  final boolean isReached() {
    return where == Where.REACHED;
  }

  final void reached() {
    where = Where.REACHED;
  }

  /** How many of the first {@code count} bytes come before the point. */
  final int pass(byte[] bytes, int count) {
    int at = 0;
    while (at < count && !isReached()) {
      at +=
          switch (where) {
            case HEAD -> head(bytes[at]);
            case BODY -> step(bytes[at], count - at);
            case OTHER_BODY -> count - at;
            case REACHED -> 0;
          };
    }
    return at;
  }

  private int head(byte next) {
    head.append((char) next);
    if (head.toString().endsWith(HEAD_END)) {
      boolean atOnce = point instanceof Fate.Point.AfterHandshake;
      where = !hasPoints(head.toString()) ? Where.OTHER_BODY : atOnce ? Where.REACHED : Where.BODY;
    }
    return 1;
  }

  /** How many of so many bytes come before a point that is counted in bytes. */
  final long upToPoint(long bytes) {
    return point instanceof Fate.Point.AfterBytes(long wanted)
        ? Math.min(bytes, wanted - afterHead)
        : bytes;
  }

  /** So many bytes of the body were taken. */
  final void advance(long bytes) {
    afterHead += bytes;
    if (point instanceof Fate.Point.AfterBytes(long wanted) && afterHead == wanted) {
      reached();
    }
  }
}
