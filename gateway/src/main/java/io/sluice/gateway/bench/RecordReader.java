package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Offset;
import java.nio.ByteBuffer;

/** Checks that output is records without a byte lost, repeated or changed. Not thread-safe. */
final class RecordReader {
  private final RecordLayout layout;
  private final Listener listener;
  private final long start;
  private long next;
  private long nanos;

  /** Takes what is whole. */
  interface Listener {
    /**
     * A record that was read from its first byte on.
     *
     * @param writtenNanos when the process wrote it
     */
    void record(long number, long writtenNanos) throws UserFailure;
  }

  /**
   * @param start the offset of the first byte that is to come
   */
  RecordReader(RecordLayout layout, Offset start, Listener listener) {
    this.layout = layout;
    this.listener = listener;
    this.start = start.bytes();
    this.next = start.bytes();
  }

  /** The offset of the byte that is to come next. */
  long position() {
    return next;
  }

  /**
   * @param at the offset of the first byte
   * @throws UserFailure when it is not what has to come
   */
  void take(Offset at, ByteBuffer bytes) throws UserFailure {
    if (at.bytes() != next) {
      String what = at.bytes() < next ? "repeated" : "lost";
      throw new UserFailure("output was " + what + ": offset " + at + " in place of " + next);
    }
    while (bytes.hasRemaining()) {
      take(bytes.get());
    }
  }

  private void take(byte value) throws UserFailure {
    long number = next / layout.bytes();
    int index = (int) (next % layout.bytes());
    if (RecordLayout.isTime(index)) {
      nanos = nanos << Byte.SIZE | (value & 0xff);
    } else if (value != RecordLayout.expected(number, index)) {
      throw new UserFailure("output was changed: byte " + next + " is " + value);
    }
    next++;
    if (index == layout.bytes() - 1 && number * layout.bytes() >= start) {
      listener.record(number, nanos);
    }
  }
}
