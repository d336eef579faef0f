package io.sluice.bridge.process;

import java.io.IOException;
import java.io.Serial;

/** A system call failed for a reason that is the machine's, not the program's. */
final class SystemCallFailed extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final int errno;

  SystemCallFailed(String call, int errno) {
    super(call + ": " + Errno.explain(errno));
    this.errno = errno;
  }

  int errno() {
    return errno;
  }
}
