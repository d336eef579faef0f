package io.sluice.gateway.socket;

/** Which close codes may stand in a frame (RFC 6455, section 7.4). */
final class CloseRules {
  /** Stands for a close frame without a code; never sent. */
  static final int NO_CODE = 1005;

  private CloseRules() {}

  static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
