package io.sluice.protocol.client;

import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.wire.V1ServerFrame;
import org.jspecify.annotations.Nullable;

/** How a stream came to its end. */
public sealed interface StreamEnd {
  /** The execution is over, and all that was to be read was handed out. */
  record Exited(V1ServerFrame.Exit exit) implements StreamEnd {
    /** Whether anybody knows how the process ended; the exit code means nothing otherwise. */
    public boolean isKnown() {
      return exit.exitCode() >= 0;
    }
  }

  /** This side had enough. */
  record Left() implements StreamEnd {}

  /**
   * Another consumer has control now.
   *
   * @param by who; null when the gateway does not tell
   */
  record Preempted(@Nullable String by) implements StreamEnd {}

  /**
   * There is no coming back: gone, expired, refused, or no gateway for too long.
   *
   * @param message a line for a person
   */
  record GaveUp(GiveUpReason reason, String message) implements StreamEnd {}
}
