package io.sluice.protocol.client;

import io.sluice.protocol.model.Offset;

/**
 * Which stream to open.
 *
 * @param from the first byte wanted, in the merged log
 */
public record AttachRequest(String executionId, Mode mode, Offset from) {
  /** Whether input goes the other way. */
  public enum Mode {
    /** Writes stdin; one at a time. */
    CONTROLLER,
    /** Only reads; any number. */
    OBSERVER
  }

  public static AttachRequest controller(String executionId) {
    return new AttachRequest(executionId, Mode.CONTROLLER, Offset.ZERO);
  }

  public static AttachRequest observer(String executionId, Offset from) {
    return new AttachRequest(executionId, Mode.OBSERVER, from);
  }
}
