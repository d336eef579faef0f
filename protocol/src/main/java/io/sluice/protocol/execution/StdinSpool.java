package io.sluice.protocol.execution;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The bytes of input that were received and may be asked for again: what {@link StdinLedger} says
 * is kept until it is applied. Bounded by the ledger's limits. Not safe for threads.
 */
public final class StdinSpool {
  /** Small parts are put together up to this, or their overhead would exceed the bound. */
  private static final int JOINED_BYTES = 4096;

  private final Deque<Payload> parts = new ArrayDeque<>();
  private StdinOffset from;

  /** What is appended first begins there. */
  public StdinSpool(StdinOffset from) {
    this.from = from;
  }

  public void append(Payload bytes) {
    Payload last = parts.peekLast();
    if (last != null && last.size() + bytes.size() <= JOINED_BYTES) {
      byte[] joined = new byte[last.size() + bytes.size()];
      last.copyInto(joined, 0);
      bytes.copyInto(joined, last.size());
      parts.removeLast();
      parts.addLast(Payload.owning(joined));
    } else if (!bytes.isEmpty()) {
      parts.addLast(bytes);
    }
  }

  /** The bytes {@code [start, end)} in pieces of at most so many bytes. */
  public List<Payload> read(StdinOffset start, StdinOffset end, int pieceBytes) {
    List<Payload> pieces = new ArrayList<>();
    long partStart = from.bytes();
    for (Payload part : parts) {
      long partEnd = partStart + part.size();
      long first = Math.max(partStart, start.bytes());
      long last = Math.min(partEnd, end.bytes());
      for (long at = first; at < last; at += pieceBytes) {
        long to = Math.min(last, at + pieceBytes);
        pieces.add(part.slice((int) (at - partStart), (int) (to - partStart)));
      }
      partStart = partEnd;
    }
    return pieces;
  }

  /** Forgets what lies before. */
  public void dropBefore(StdinOffset upTo) {
    Payload first = parts.peekFirst();
    while (first != null && from.bytes() + first.size() <= upTo.bytes()) {
      from = from.plus(first.size());
      parts.removeFirst();
      first = parts.peekFirst();
    }
  }

  /** Forgets everything. */
  public void clear() {
    parts.clear();
  }
}
