package io.sluice.gateway.search;

import io.sluice.protocol.execution.Event.OutputAppended;
import org.jspecify.annotations.Nullable;

/**
 * Looks through one channel, chunk by chunk. What is found does not depend on where chunks end, nor
 * on where the search pauses and goes on.
 */
interface Scan {
  /**
   * Two bytes of one match, and of one line that an expression is matched with, are never further
   * apart in the merged log: so whoever goes on has to read at most so much again.
   */
  long MAX_SPREAD = 8 * 1024 * 1024;

  byte NEWLINE = '\n';

  /** What follows what was taken. */
  enum Follows {
    /** More, soon. */
    MORE,
    /** Nothing yet: what stands there is looked at as it is. */
    NOTHING_YET,
    /** Nothing, ever. */
    NOTHING
  }

  void take(OutputAppended output);

  /**
   * The next match, the same until it is told; null when none can be named from what was taken.
   *
   * @param reached the end of what was taken of the merged log
   */
  @Nullable Match peek(long reached, Follows follows);

  /** The match was told. */
  void told(Match match);

  /** Forgets what is not needed any more. */
  void tidy();

  Mark mark();

  /**
   * The merged offset from where bytes are needed again.
   *
   * @param reached as above; the answer when none are
   */
  long keepsFrom(long reached);
}
