package io.sluice.protocol.wire;

/**
 * What a peer sent cannot be taken. The message is meant for that peer. It has no stack trace: it
 * is an answer, not an accident.
 */
public final class WireFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemCode code;

  public WireFault(ProblemCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static WireFault invalid(String message) {
    return new WireFault(ProblemCode.INVALID_ARGUMENT, message);
  }

  public ProblemCode code() {
    return code;
  }

  /** The text for the peer. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
