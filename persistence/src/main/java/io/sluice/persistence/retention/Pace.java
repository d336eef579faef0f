package io.sluice.persistence.retention;

import java.time.Duration;

/**
 * How fast rows are removed, so that those who write hardly feel it.
 *
 * @param rows at most, of one statement
 * @param pause between two statements
 */
public record Pace(int rows, Duration pause) {
  /** As fast as statements follow each other. */
  public static final Pace AT_ONCE = new Pace(500, Duration.ZERO);
}
