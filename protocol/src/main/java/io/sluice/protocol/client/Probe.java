package io.sluice.protocol.client;

import java.time.Duration;

/**
 * Whether a silent line still lives. Java's WebSocket does not tell of each cut, so a line on which
 * nothing comes is asked by a ping: soon after the last frame, then more rarely, and again where no
 * answer comes, since the first write to a peer that is gone succeeds. It counts the waiting that
 * its owner does and needs no clock.
 */
final class Probe {
  private static final int SLOWEST = 8;
  private static final int DEAD_AFTER = 10;
  private static final int AGAIN = 4;

  private final Duration first;
  private Duration pause;
  private Duration unanswered = Duration.ZERO;
  private boolean asked;

  Probe(Duration first) {
    this.first = first;
    this.pause = first;
  }

  /** What to do about the silence. */
  enum Verdict {
    /** Wait on. */
    WAIT,
    /** Ask for life. */
    ASK,
    /** Nobody is there. */
    DEAD
  }

  /** How long to wait for a frame now. */
  Duration pause() {
    return asked ? first.dividedBy(AGAIN) : pause;
  }

  /** Something came that was waited for. */
  void came() {
    asked = false;
    pause = first;
  }

  /**
   * A pause is over.
   *
   * @param alive whether there was any sign of life in it
   */
  Verdict silent(boolean alive) {
    if (alive) {
      boolean answered = asked;
      asked = false;
      Duration slowest = first.multipliedBy(SLOWEST);
      pause = answered && pause.compareTo(slowest) < 0 ? pause.multipliedBy(2) : pause;
      return Verdict.WAIT;
    }
    unanswered = asked ? unanswered.plus(first.dividedBy(AGAIN)) : Duration.ZERO;
    asked = true;
    return unanswered.compareTo(first.multipliedBy(DEAD_AFTER)) < 0 ? Verdict.ASK : Verdict.DEAD;
  }
}
