package io.sluice.protocol.client;

/** How an attachment came to its end. */
public sealed interface AttachEnd {
  /**
   * The execution is over and all that its log holds was handed over.
   *
   * @param exitCode 0 to 255; 128+n for a signal
   * @param reason as exited, signalled, killed, timed_out, start_failed
   * @param incomplete whether the process wrote more than its log holds
   */
  record Exited(int exitCode, String reason, boolean incomplete) implements AttachEnd {}

  /** The execution is over; nobody knows how it ended. */
  record ExitUnknown() implements AttachEnd {}

  /** The listener had enough. */
  record Left() implements AttachEnd {}

  /**
   * The stream ended before the execution did.
   *
   * @param closeCode as of RFC 6455; 1006 when no close frame came
   */
  record Cut(int closeCode, String reason) implements AttachEnd {}
}
