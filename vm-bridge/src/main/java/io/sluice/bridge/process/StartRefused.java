package io.sluice.bridge.process;

import io.sluice.protocol.model.StartFailure;
import java.io.Serial;

/** No process comes to exist, for a reason that the user is told. */
final class StartRefused extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final StartFailure failure;

  StartRefused(StartFailure failure, String message) {
    super("sluice: " + message);
    this.failure = failure;
  }

  StartFailure failure() {
    return failure;
  }

  String explanation() {
    return String.valueOf(getMessage());
  }

  /** For an error number of a spawn whose directory and program were seen to be there. */
  static StartRefused of(String program, int errno) {
    StartFailure failure =
        Errno.isShortage(errno)
            ? StartFailure.OUT_OF_RESOURCES
            : errno == Errno.ENOENT
                ? StartFailure.PROGRAM_NOT_FOUND
                : StartFailure.PROGRAM_NOT_EXECUTABLE;
    return new StartRefused(failure, program + ": " + Errno.explain(errno));
  }
}
