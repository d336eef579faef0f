package io.sluice.gateway.box;

import java.time.Duration;

/**
 * Whether a running box is to be stopped for its idleness. A command that runs is a use of its box,
 * and so is output of the main session, or its wait for a place; a main session that only waits for
 * input is none (C20).
 *
 * <pre>
 * commands | main session used  | unused        | verdict
 * some     | any                | any           | IN_USE
 * none     | yes                | any           | IN_USE
 * none     | no                 | &lt; idle stop   | IDLE
 * none     | no                 | &gt;= idle stop  | STOP
 * </pre>
 */
final class IdlePolicy {
  private IdlePolicy() {}

  /**
   * What is seen of a box.
   *
   * @param commands how many executions run in it besides its main session
   * @param mainUsed whether its main session wrote anything since the look before, or waits for its
   *     place
   * @param unused how long ago its last use was
   */
  record Seen(int commands, boolean mainUsed, Duration unused) {}

  /** What follows. */
  enum Verdict {
    /** It is used just now. */
    IN_USE,
    /** Not yet long enough. */
    IDLE,
    STOP
  }

  static Verdict of(Duration idleStop, Seen seen) {
    if (seen.commands() > 0 || seen.mainUsed()) {
      return Verdict.IN_USE;
    }
    return seen.unused().compareTo(idleStop) < 0 ? Verdict.IDLE : Verdict.STOP;
  }
}
