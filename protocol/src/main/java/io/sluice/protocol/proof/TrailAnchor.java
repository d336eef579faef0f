package io.sluice.protocol.proof;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import java.time.Instant;

/**
 * A statement about the access trail of an execution, to be signed: so long was it, with this head.
 */
public record TrailAnchor(ExecutionId execution, ChainHead head, Instant at) {
  private static final String FORM = "sluice.trail-anchor.1";

  /** What is signed: lines of text, of which none holds a line break. */
  public Payload statement() {
    return Payload.utf8(
        String.join(
            "\n",
            FORM,
            execution.value(),
            head.length() + " " + head.digest().hex(),
            at.toString()));
  }
}
