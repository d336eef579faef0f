package io.sluice.protocol.model;

/**
 * How much output of an execution is kept, and what becomes of more.
 *
 * @param bytes of all channels together, above 0
 */
public record OutputLimit(long bytes, Policy policy) {
  /** The least with {@link Policy#KEEP_NEWEST}: whole reports go, and an eighth of it holds one. */
  public static final long LEAST_TO_KEEP_NEWEST = 8L * Report.MAX_PAYLOAD_BYTES;

  /** What happens at the limit. */
  public enum Policy {
    /** The process is not read until output was removed; nothing is lost. */
    BLOCK,
    /** The process is ended; what it wrote beyond is not kept. */
    END,
    /** The oldest output goes. */
    KEEP_NEWEST
  }

  /**
   * @throws IllegalArgumentException when it is not positive
   */
  public OutputLimit {
    if (bytes < 1) {
      throw new IllegalArgumentException("a limit on output is above 0");
    }
  }
}
