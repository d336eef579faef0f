package io.sluice.gateway.execution;

import io.sluice.protocol.model.ExitStatus;
import org.jspecify.annotations.Nullable;

/** Exit codes as shells and BoxLite's clients write them. */
public final class ExitCodes {
  private static final int SIGNAL_BASE = 128;
  private static final int UNKNOWN = -1;

  private ExitCodes() {}

  /** The code, 128+n for a signal, −1 when nobody knows: never 0 for what is not known (L10). */
  public static int code(ExitStatus status) {
    return switch (status) {
      case ExitStatus.Code(int code) -> code;
      case ExitStatus.Signalled(int number) -> SIGNAL_BASE + number;
      case ExitStatus.Unknown _ -> UNKNOWN;
    };
  }

  /** The number of the signal; null when none ended it. */
  public static @Nullable Integer signal(ExitStatus status) {
    return status instanceof ExitStatus.Signalled(int number) ? number : null;
  }
}
