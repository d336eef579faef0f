package io.sluice.gateway.attach;

import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.wire.AttachFrames;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An outcome in the words of the wire.
 *
 * @param status completed, killed or timed_out
 * @param exitCode 0 to 255, 128+n for a signal, −1 when nobody knows
 * @param signal null unless one ended it
 */
public record Ending(
    String status, int exitCode, @Nullable Integer signal, String reason, boolean complete) {

  /** The same for statuses, waits and exit frames. */
  public static Ending of(Outcome outcome) {
    String status =
        switch (outcome.reason()) {
          case EXITED, START_FAILED -> "completed";
          case SIGNALLED, KILLED, LOST -> "killed";
          case TIMED_OUT -> "timed_out";
        };
    String reason = outcome.reason().name().toLowerCase(Locale.ROOT);
    return switch (outcome.status()) {
      case ExitStatus.Code(int code) -> new Ending(status, code, null, reason, outcome.complete());
      case ExitStatus.Signalled(int number) ->
          new Ending(status, 128 + number, number, reason, outcome.complete());
      case ExitStatus.Unknown() -> new Ending(status, -1, null, reason, outcome.complete());
    };
  }

  /** Null unless output is missing: the wire names the exception only. */
  public @Nullable Boolean incomplete() {
    return complete ? null : true;
  }

  /** The exit frame of an attach. */
  public AttachFrames.Exit exitFrame() {
    return new AttachFrames.Exit(exitCode, signal, reason, incomplete());
  }
}
