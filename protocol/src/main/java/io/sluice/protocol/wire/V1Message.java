package io.sluice.protocol.wire;

import io.sluice.protocol.model.Payload;

/** A whole WebSocket message of {@code sluice.v1}. */
public sealed interface V1Message {
  /** One JSON object. */
  record Text(String json) implements V1Message {}

  /** Output or stdin, with its head. */
  record Binary(Payload bytes) implements V1Message {}
}
