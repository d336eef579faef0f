package io.sluice.protocol.runner;

import io.sluice.protocol.model.Report;

/** The bounds of the runner link; both sides hold them, so neither must trust the other. */
public final class LinkLimits {
  /** The WebSocket subprotocol. */
  public static final String SUBPROTOCOL = "sluice.runner.v1";

  public static final String PATH = "/v1/runners/connect";
  public static final int VERSION = 1;

  /** A control frame in bytes of JSON. A start with its arguments and environment must fit. */
  public static final int MAX_CONTROL_BYTES = 1024 * 1024;

  /** How many control frames a runner may send between two beats, 10 s. */
  public static final int CONTROL_FRAMES = 200_000;

  /** Room before the payload of a binary frame: kind, id, sequence or offset, channel, time. */
  public static final int MAX_BINARY_HEADER_BYTES = 2 + 128 + 8 + 1 + 8;

  public static final int MAX_BINARY_BYTES = MAX_BINARY_HEADER_BYTES + Report.MAX_PAYLOAD_BYTES;

  /** What a runner may have reported of one execution without an acknowledgement, in bytes. */
  public static final int OUTPUT_WINDOW_BYTES = 2 * 1024 * 1024;

  /** The same in reports, since tiny ones cost memory too. */
  public static final int OUTPUT_WINDOW_REPORTS = 256;

  /** What the gateway may have sent of stdin of one execution without an answer, in bytes. */
  public static final int STDIN_WINDOW_BYTES = 1024 * 1024;

  private LinkLimits() {}
}
