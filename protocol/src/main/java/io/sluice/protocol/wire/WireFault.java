package io.sluice.protocol.wire;

import io.sluice.protocol.model.Offset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sent cannot be taken. The message is meant for that peer. It has no stack trace: it
 * is an answer, not an accident.
 */
public final class WireFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemCode code;
  private final @Nullable Long earliestOffset;
  private final @Nullable Duration retryAfter;

  public WireFault(ProblemCode code, String message) {
    this(code, message, null, null);
  }

  /** One that may be gone when it is asked again after this time. */
  public WireFault(ProblemCode code, String message, Duration retryAfter) {
    this(code, message, null, retryAfter);
  }

  private WireFault(
      ProblemCode code,
      String message,
      @Nullable Long earliestOffset,
      @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.code = code;
    this.earliestOffset = earliestOffset;
    this.retryAfter = retryAfter;
  }

  /** What is asked for was removed from the log, which begins there now (O17). */
  public static WireFault expired(Offset earliest) {
    return new WireFault(
        ProblemCode.OFFSET_EXPIRED,
        "this output was removed; what is left begins at " + earliest,
        earliest.bytes(),
        null);
  }

  static WireFault invalid(String message) {
    return new WireFault(ProblemCode.INVALID_ARGUMENT, message);
  }

  public ProblemCode code() {
    return code;
  }

  /** Where the log begins, when it is asked for what lies before; else null. */
  public @Nullable Long earliestOffset() {
    return earliestOffset;
  }

  /** When to ask again; null: nobody can say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The text for the peer. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
