package io.sluice.protocol.simulation;

import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Payload;
import java.util.HashSet;
import java.util.Set;

/**
 * What the process read, and who was told to have control: the truth about input. Each byte tells
 * whose it is and, but for a multiple, which of its writer's it is.
 */
final class StdinTruth {
  static final int MOST_WRITERS = 4;

  private static final int CYCLE = 61;

  private final long[] read = new long[MOST_WRITERS];
  private final Set<Long> announced = new HashSet<>();
  private long newest;
  private int lastWriter;
  private boolean endGiven;
  private boolean ended;

  /** The bytes {@code [from, to)} of a writer. */
  static Payload bytes(int writer, long from, long to) {
    byte[] bytes = new byte[(int) (to - from)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (writer << 6 | (int) ((from + i) % CYCLE));
    }
    return Payload.owning(bytes);
  }

  /** The process reads. */
  void read(Payload bytes) {
    if (ended && !bytes.isEmpty()) {
      throw Invariant.STDIN_ONCE.broken("the process reads after the end of input");
    }
    for (int i = 0; i < bytes.size(); i++) {
      int writer = Byte.toUnsignedInt(bytes.at(i)) >> 6;
      int found = bytes.at(i) & 63;
      if (found != read[writer] % CYCLE) {
        throw Invariant.STDIN_ONCE.broken(
            "of writer " + writer + " byte " + read[writer] + " is due, not " + found);
      }
      if (writer != lastWriter && read[writer] > 0) {
        throw Invariant.STDIN_ONCE.broken("writer " + writer + " goes on after its successor");
      }
      lastWriter = writer;
      read[writer]++;
    }
  }

  /** The end of input is given to the process, behind what it has not read yet. */
  void endGiven() {
    if (endGiven) {
      throw Invariant.STDIN_ONCE.broken("the end of input is given twice");
    }
    endGiven = true;
  }

  /** The process reads it. */
  void end() {
    ended = true;
  }

  /** A writer is told that it has control. */
  void announced(Generation generation) {
    if (!announced.add(generation.number())) {
      throw Invariant.ONE_CONTROLLER.broken("two are told to be " + generation);
    }
    newest = Math.max(newest, generation.number());
  }

  /** The gateway took input, or its end. */
  void taken(Generation by) {
    if (by.number() != newest) {
      throw Invariant.ONE_CONTROLLER.broken(
          "input of " + by + " is taken, generation " + newest + " has control");
    }
  }

  /** A writer believes that all of its bytes were written to the process. */
  void requireRead(int writer, long bytes) {
    if (read[writer] != bytes) {
      throw Invariant.STDIN_ONCE.broken(
          "writer " + writer + " is told of " + bytes + " bytes, " + read[writer] + " were read");
    }
  }
}
