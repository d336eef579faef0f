package io.sluice.protocol.runner;

import io.sluice.protocol.model.Payload;

/** One whole WebSocket message of the runner link. */
public sealed interface LinkMessage {
  /** A control frame: JSON, at most {@link LinkLimits#MAX_CONTROL_BYTES} in UTF-8. */
  record Text(String json) implements LinkMessage {
    /** Names the size only: a start may carry secrets in its environment. */
    @Override
    public String toString() {
      return "Text[" + json.length() + " characters]";
    }
  }

  /** Output or stdin, at most {@link LinkLimits#MAX_BINARY_BYTES}; layout: {@link LinkCodec}. */
  record Binary(Payload bytes) implements LinkMessage {}
}
