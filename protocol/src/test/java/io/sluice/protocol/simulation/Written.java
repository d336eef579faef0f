package io.sluice.protocol.simulation;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** What the process wrote: the truth that everything else is held against. */
final class Written {
  private static final String LETTERS = "aé€😀\n";

  private final Bytes stdout = new Bytes();
  private final Bytes stderr = new Bytes();

  /** Text that ends within a character now and then, and bytes that are no text. */
  Payload write(Scheduler scheduler, Channel channel, int mostBytes) {
    int size = 1 + scheduler.below(mostBytes);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (text.size() < size) {
      int at = LETTERS.offsetByCodePoints(0, scheduler.below(5));
      if (scheduler.oneIn(15)) {
        text.write(scheduler.below(256));
      } else {
        text.writeBytes(Payload.utf8(Character.toString(LETTERS.codePointAt(at))).toByteArray());
      }
    }
    Payload payload = Payload.owning(text.toByteArray()).slice(0, size);
    of(channel).writeBytes(payload.toByteArray());
    return payload;
  }

  /** Holds bytes of a channel against what was written there. */
  void requireWritten(Channel channel, long from, Payload bytes, String where) {
    if (!of(channel).holdsAt((int) from, bytes)) {
      throw Invariant.PREFIX_OF_WRITTEN.broken(
          where + " has on " + channel + " from " + from + " what was not written there");
    }
  }

  /** At an end that says so. */
  void requireAll(Tally journaled) {
    if (journaled.of(Channel.STDOUT) != stdout.size()
        || journaled.of(Channel.STDERR) != stderr.size()) {
      throw Invariant.EXIT_LAST.broken("the end is journaled before all output");
    }
  }

  private Bytes of(Channel channel) {
    return switch (channel) {
      case STDOUT -> stdout;
      case STDERR -> stderr;
    };
  }

  /** Its array is compared where it is: that is done for each chunk of each reader. */
  private static final class Bytes extends ByteArrayOutputStream {
    private boolean holdsAt(int from, Payload bytes) {
      int end = from + bytes.size();
      return end <= count && ByteBuffer.wrap(buf, from, bytes.size()).equals(bytes.asByteBuffer());
    }
  }
}
