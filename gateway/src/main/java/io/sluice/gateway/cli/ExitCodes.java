package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecutionInfo;

/** What a command exits with when it is not the code of what it ran. */
final class ExitCodes {
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** Nobody knows how the execution ended, or the connection was lost before its end. */
  static final int UNKNOWN = 125;

  /** Somebody else took control of the execution, which goes on. */
  static final int PREEMPTED = 122;

  /** As a program has that writes where nobody reads: 128 + SIGPIPE. */
  static final int OUTPUT_CLOSED = 141;

  private ExitCodes() {}

  static int signalled(int number) {
    return 128 + number;
  }

  static int of(ExecutionInfo ended) {
    Integer code = ended.exitCode();
    return code == null ? UNKNOWN : code;
  }
}
