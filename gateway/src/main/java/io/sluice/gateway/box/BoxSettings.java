package io.sluice.gateway.box;

import java.time.Duration;

/**
 * How a deployment treats boxes.
 *
 * @param driver the name of what hosts them, shown in their labels
 * @param images what becomes of an image that this driver cannot provide
 * @param stopWithin how long a stop or a removal waits for what was killed
 */
public record BoxSettings(String driver, ImagePolicy images, Duration stopWithin) {
  /** What becomes of an image that the driver cannot provide. */
  public enum ImagePolicy {
    /** It is recorded, and the box's labels say that it is unused. */
    RECORDED,
    /** A box that names one is refused. */
    REFUSED
  }
}
