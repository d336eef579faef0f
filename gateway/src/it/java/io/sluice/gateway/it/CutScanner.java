package io.sluice.gateway.it;

/**
 * Finds one point in an answer that is a 101, whose body are frames; in another it is not reached.
 */
final class CutScanner extends PointScanner {
  private static final String SWITCHING = "HTTP/1.1 101";
  private static final int MAX_FRAME_HEADER = 14;

  private enum Phase {
    BETWEEN_FRAMES,
    FRAME_HEADER,
    PAYLOAD
  }

  private final Fate.Point point;
  private final byte[] header = new byte[MAX_FRAME_HEADER];
  private int headerLength;
  private long payloadLeft;
  private int framesOfItsKind;
  private Phase phase = Phase.BETWEEN_FRAMES;

  CutScanner(Fate.Point point) {
    super(point);
    this.point = point;
  }

  @Override
  boolean hasPoints(String httpHead) {
    return httpHead.startsWith(SWITCHING);
  }

  @Override
  int step(byte next, int available) {
    return switch (phase) {
      case BETWEEN_FRAMES -> firstByte(next);
      case FRAME_HEADER -> headerByte(next);
      case PAYLOAD -> payload(available);
    };
  }

  private int firstByte(byte next) {
    if (point instanceof Fate.Point.BeforeFrame(FrameKind kind, int count) && kind.begins(next)) {
      framesOfItsKind++;
      if (framesOfItsKind == count) {
        reached();
        return 0;
      }
    }
    headerLength = 0;
    phase = Phase.FRAME_HEADER;
    return headerByte(next);
  }

  private int headerByte(byte next) {
    header[headerLength++] = next;
    advance(1);
    if (!isReached() && headerLength >= 2 && headerLength == fullHeaderLength()) {
      payloadLeft = payloadLength();
      phase = Phase.PAYLOAD;
      endFrameWhenWhole();
    }
    return 1;
  }

  private int payload(int available) {
    long taken = upToPoint(Math.min(available, payloadLeft));
    payloadLeft -= taken;
    advance(taken);
    endFrameWhenWhole();
    return Math.toIntExact(taken);
  }

  private void endFrameWhenWhole() {
    if (isReached() || payloadLeft > 0) {
      return;
    }
    phase = Phase.BETWEEN_FRAMES;
    if (point instanceof Fate.Point.AfterFrame(FrameKind kind, int count)
        && kind.begins(header[0])) {
      framesOfItsKind++;
      if (framesOfItsKind == count) {
        reached();
      }
    }
  }

  /** As the second byte says: a longer length, and a mask that servers do not use. */
  private int fullHeaderLength() {
    int extended =
        switch (header[1] & 0x7f) {
          case 126 -> 2;
          case 127 -> 8;
          default -> 0;
        };
    return 2 + extended + ((header[1] & 0x80) == 0 ? 0 : 4);
  }

  private long payloadLength() {
    int inline = header[1] & 0x7f;
    if (inline < 126) {
      return inline;
    }
    long length = 0;
    for (int i = 2; i < (inline == 126 ? 4 : 10); i++) {
      length = length << 8 | (header[i] & 0xff);
    }
    return length;
  }
}
