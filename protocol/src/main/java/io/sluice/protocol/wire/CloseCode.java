package io.sluice.protocol.wire;

/** Why a WebSocket ends, and whether its client should come back. */
public enum CloseCode {
  DONE(1000, Advice.STAY_AWAY),
  GOING_AWAY(1001, Advice.RECONNECT_NOW),
  PROTOCOL_ERROR(1002, Advice.STAY_AWAY),
  NOT_UTF8(1007, Advice.STAY_AWAY),
  POLICY(1008, Advice.RECONNECT_NOW),
  TOO_BIG(1009, Advice.STAY_AWAY),
  UNAUTHENTICATED(4401, Advice.STAY_AWAY),
  GONE(4404, Advice.STAY_AWAY),
  SUPERSEDED(4409, Advice.STAY_AWAY),
  OFFSET_EXPIRED(4410, Advice.STAY_AWAY),
  OVER_QUOTA(4429, Advice.RECONNECT_LATER),
  INTERNAL(4500, Advice.RECONNECT_LATER),
  NO_RUNNER(4503, Advice.RECONNECT_LATER);

  /** What a client does next. */
  public enum Advice {
    STAY_AWAY,
    RECONNECT_NOW,
    /** After a pause that grows. */
    RECONNECT_LATER
  }

  private final int number;
  private final Advice advice;

  CloseCode(int number, Advice advice) {
    this.number = number;
    this.advice = advice;
  }

  /** The number in the close frame. */
  public int number() {
    return number;
  }

  public Advice advice() {
    return advice;
  }
}
