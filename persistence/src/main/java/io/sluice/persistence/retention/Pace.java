package io.sluice.persistence.retention;

import java.time.Duration;

/**
 * How fast rows are removed, so that those who write hardly feel it.
 *
 * @param rows at most, of one statement
 * @param pause between two statements, at least
 * @param share of the time that statements take, above 0, at most 1: after a long one the pause is
 *     long
 */
public record Pace(int rows, Duration pause, double share) {
  /** As fast as statements follow each other. */
  public static final Pace AT_ONCE = new Pace(500, Duration.ZERO, 1);

  private static final double SHARE_IN_HASTE = 0.5;

  /**
   * @throws IllegalArgumentException when it is not of these bounds
   */
  public Pace {
    if (rows < 1 || pause.isNegative() || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "a step has at least 1 row, a pause that is not negative, and a share above 0, at most 1");
    }
  }

  /** Where somebody waits for the room: more cannot come than is removed. */
  public Pace inHaste() {
    return new Pace(rows, pause, Math.max(share, SHARE_IN_HASTE));
  }

  /** How long nothing is removed after a statement that took so long. */
  public Duration after(Duration took) {
    Duration rest = Duration.ofNanos(Math.round(took.toNanos() * (1 / share - 1)));
    return rest.compareTo(pause) > 0 ? rest : pause;
  }
}
