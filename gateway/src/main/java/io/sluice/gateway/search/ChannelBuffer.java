package io.sluice.gateway.search;

import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes of one channel that follow one another, as long as a match may begin in them or its line is
 * to be shown. Places count the bytes of the channel before them.
 */
final class ChannelBuffer {
  private static final int FIRST_BYTES = 64 * 1024;

  /** One journaled chunk, or what is left of it. */
  record Piece(long start, long offset, long timeMicros) {
    long offsetOf(long place) {
      return offset + place - start;
    }
  }

  private final List<Piece> pieces = new ArrayList<>();
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;
  private long base;

  /** Empty, before the byte that stands there. */
  ChannelBuffer(long base) {
    this.base = base;
  }

  long start() {
    return base;
  }

  long end() {
    return base + length;
  }

  /** Takes over what of the chunk lies at the end or after it, which may leave a hole before it. */
  void append(OutputAppended output) {
    long from = output.channelBytes();
    int skip = Math.clamp(end() - from, 0, output.payload().size());
    if (length == 0 && from > base) {
      base = from;
    }
    if (skip == output.payload().size()) {
      return;
    }
    Payload payload = output.payload().slice(skip, output.payload().size());
    pieces.add(new Piece(from + skip, output.offset().bytes() + skip, output.timeMicros()));
    room(payload.size());
    payload.copyInto(bytes, length);
    length += payload.size();
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /** Forgets what lies before a place. */
  void drop(long upTo) {
    int count = Math.clamp(upTo - base, 0, length);
    if (count == 0) {
      return;
    }
    System.arraycopy(bytes, count, bytes, 0, length - count);
    base += count;
    length -= count;
    pieces.subList(0, length == 0 ? pieces.size() : indexOf(base)).clear();
  }

  /** Of the chunk that holds a byte which is here. */
  private int indexOf(long place) {
    int low = 0;
    int high = pieces.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (pieces.get(middle).start() <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The chunk that holds a byte which is here. */
  Piece pieceOf(long place) {
    return pieces.get(indexOf(place));
  }

  /** Where the chunk ends that holds a byte which is here. */
  long endOfPiece(long place) {
    int index = indexOf(place) + 1;
    return index < pieces.size() ? pieces.get(index).start() : end();
  }

  /** The merged offset of a byte which is here. */
  long offsetOf(long place) {
    return pieceOf(place).offsetOf(place);
  }

  /** Where the first chunk begins that stands behind an offset; the end when none does. */
  long firstBehind(long offset) {
    if (pieces.isEmpty() || pieces.getLast().offset() <= offset) {
      return end();
    }
    int low = 0;
    int high = pieces.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pieces.get(middle).offset() > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return pieces.get(low).start();
  }

  byte at(long place) {
    return bytes[(int) (place - base)];
  }

  /** Everything that is here, a character a byte. */
  String latin1() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The same with the letters A to Z in lower case. */
  String latin1LowerCase() {
    byte[] lower = new byte[length];
    for (int i = 0; i < length; i++) {
      lower[i] = AsciiCase.lower(bytes[i]);
    }
    return new String(lower, StandardCharsets.ISO_8859_1);
  }

  /** As UTF-8; what is none becomes U+FFFD. */
  String text(long from, long to) {
    return new String(bytes, (int) (from - base), (int) (to - from), StandardCharsets.UTF_8);
  }

  byte[] copy(long from, long to) {
    return Arrays.copyOfRange(bytes, (int) (from - base), (int) (to - base));
  }

  /** The first such byte in {@code [from, to)}, or {@code to}. */
  long find(byte wanted, long from, long to) {
    for (int i = (int) (from - base); i < to - base; i++) {
      if (bytes[i] == wanted) {
        return base + i;
      }
    }
    return to;
  }

  /** The place after the last such byte in {@code [from, to)}, or {@code from}. */
  long afterLast(byte wanted, long from, long to) {
    for (int i = (int) (to - base); i > from - base; i--) {
      if (bytes[i - 1] == wanted) {
        return base + i;
      }
    }
    return from;
  }

  /** How many such bytes are in {@code [from, to)}. */
  long count(byte wanted, long from, long to) {
    return ByteCounts.count(bytes, wanted, (int) (from - base), (int) (to - base));
  }
}
