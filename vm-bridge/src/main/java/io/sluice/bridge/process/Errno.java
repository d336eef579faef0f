package io.sluice.bridge.process;

/** Error numbers of Linux, and what a failed system call becomes in Java. */
final class Errno {
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int E2BIG = 7;
  static final int ENOEXEC = 8;
  static final int ECHILD = 10;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int ENOSPC = 28;

  private Errno() {}

  static boolean isShortage(int errno) {
    return switch (errno) {
      case EAGAIN, ENOMEM, ENFILE, EMFILE, ENOSPC -> true;
      default -> false;
    };
  }

  /** Nothing was there yet, or a signal came between. */
  static boolean isToBeRepeated(int errno) {
    return errno == EAGAIN || errno == EINTR;
  }

  static String explain(int errno) {
    return switch (errno) {
      case ENOENT -> "no such file or directory";
      case E2BIG -> "argument list too long";
      case ENOEXEC -> "exec format error";
      case EAGAIN -> "no more processes";
      case ENOMEM -> "out of memory";
      case EACCES -> "permission denied";
      case ENFILE, EMFILE -> "too many open files";
      case ENOSPC -> "too many terminals or watches";
      default -> "error " + errno;
    };
  }

  /**
   * @return the result, when the call did not fail
   */
  static int check(String call, int result) throws SystemCallFailed {
    if (result < 0) {
      throw new SystemCallFailed(call, -result);
    }
    return result;
  }
}
