package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Executions.Flushed;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.concurrent.CompletionStage;

/** Flushes for whoever reads: they change nothing (O32). */
record Flushes(Executions executions) {
  /**
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
                      new Reply.Failed(ErrorCode.INVALID_STATE, "too many flushes; try again");
                });
  }
}
