package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Executions.Flushed;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.concurrent.CompletionStage;

/** Inquiries for whoever reads: they change nothing (O32). */
record Inquiries(Executions executions) {
  /** Whether the log is complete. */
  CompletionStage<Boolean> hasEnded(ExecutionId id) {
    return executions.state(id).thenApply(State.Ended.class::isInstance);
  }

  /**
   * A flush (O32).
   *
   * @param flush as the peer calls it
   */
  CompletionStage<Reply> flush(ExecutionId id, String flush) {
    return executions
        .flush(id)
        .thenApply(
            flushed ->
                switch (flushed) {
                  case Flushed.UpTo(var offset) -> new Reply.Flushed(flush, offset);
                  case Flushed.TooMany _ ->
                      new Reply.Failed(ErrorCode.INVALID_STATE, "too many inquiries; try again");
                });
  }
}
