package io.sluice.gateway.it;

/** Finds one point in the bytes of a server: an HTTP head, then, when that is a 101, frames. */
final class CutScanner implements PointScanner {
  private static final String SWITCHING = "HTTP/1.1 101";
  private static final String HEAD_END = "\r\n\r\n";
  private static final int MAX_FRAME_HEADER = 14;

  private enum Phase {
    HEAD,
    BETWEEN_FRAMES,
    FRAME_HEADER,
    PAYLOAD,
    NO_SOCKET,
    REACHED
  }

  private final Fate.Point point;
  private final StringBuilder head = new StringBuilder();
  private final byte[] header = new byte[MAX_FRAME_HEADER];
  private int headerLength;
  private long payloadLeft;
  private long afterHandshake;
  private int framesOfItsKind;
  private Phase phase = Phase.HEAD;

  CutScanner(Fate.Point point) {
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
      case BETWEEN_FRAMES -> firstByte(next);
      case FRAME_HEADER -> headerByte(next);
      case PAYLOAD -> payload(available);
      case NO_SOCKET -> available;
      case REACHED -> 0;
    };
  }

  private int head(byte next) {
    head.append((char) next);
    if (head.toString().endsWith(HEAD_END)) {
      boolean reached = point instanceof Fate.Point.AfterHandshake;
      phase =
          head.indexOf(SWITCHING) != 0
              ? Phase.NO_SOCKET
              : reached ? Phase.REACHED : Phase.BETWEEN_FRAMES;
    }
    return 1;
  }

  private int firstByte(byte next) {
    if (point instanceof Fate.Point.BeforeFrame(FrameKind kind, int count) && kind.begins(next)) {
      framesOfItsKind++;
      if (framesOfItsKind == count) {
        phase = Phase.REACHED;
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
    long taken = Math.min(available, payloadLeft);
    if (point instanceof Fate.Point.AfterBytes(long bytes)) {
      taken = Math.min(taken, bytes - afterHandshake);
    }
    payloadLeft -= taken;
    advance(taken);
    endFrameWhenWhole();
    return Math.toIntExact(taken);
  }

  private void advance(long bytes) {
    afterHandshake += bytes;
    if (point instanceof Fate.Point.AfterBytes(long wanted) && afterHandshake == wanted) {
      phase = Phase.REACHED;
    }
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
        phase = Phase.REACHED;
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
