package io.sluice.protocol.runner;

import java.io.Serial;

/** A message that breaks the contract of the runner link: the only thing that the codec throws. */
public final class LinkFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param message says what was wrong, never what was in the message
   */
  public LinkFault(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** What was wrong with a message. */
  public enum Reason {
    EMPTY,
    /** It ends before its fixed parts do. */
    TRUNCATED,
    /** Over the bound of {@link LinkLimits}. */
    OVERSIZE,
    /** More frames than may come in a time. */
    FLOOD,
    /** A type or kind that this side does not take. */
    UNKNOWN_KIND,
    /** Not JSON, a field missing or of another type, or a value that no frame may hold. */
    MALFORMED
  }
}
