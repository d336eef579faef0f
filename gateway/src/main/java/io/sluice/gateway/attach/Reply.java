package io.sluice.gateway.attach;

import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;

/** What answers a {@link Request}. */
sealed interface Reply {
  /** It was done, without a word. */
  record Done() implements Reply {}

  /** It was refused, which ends nothing (C4). */
  record Failed(ErrorCode code, String message) implements Reply {}

  /** The answer to a flush. */
  record Flushed(String id, Offset offset) implements Reply {}
}
