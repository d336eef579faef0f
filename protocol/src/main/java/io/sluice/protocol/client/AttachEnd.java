package io.sluice.protocol.client;

/** How an attachment came to its end. */
public sealed interface AttachEnd {
  /** The execution is over, with a code of 0 to 255, and all its output was handed over. */
  record Exited(int exitCode) implements AttachEnd {}

  /** The execution is over; nobody knows how it ended. */
  record ExitUnknown() implements AttachEnd {}

  /**
   * The stream ended before the execution did.
   *
   * @param closeCode as of RFC 6455; 1006 when no close frame came
   */
  record Cut(int closeCode, String reason) implements AttachEnd {}
}
