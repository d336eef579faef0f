package io.sluice.gateway.execution;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.concurrent.CompletionStage;

/** Removes output from the start of logs, as policies say. */
public interface LogTrims {
  /**
   * Removes the whole entries of output before the offset. Answers when that is journaled and the
   * rows are gone; rows that could not be removed are at the next trim or recovery.
   */
  CompletionStage<TrimAnswer> trim(ExecutionId id, Offset upTo, Command.Purpose purpose);

  /** Whether it was done. */
  sealed interface TrimAnswer extends CrossNode {
    /** What is left begins there. */
    record Trimmed(Offset earliest) implements TrimAnswer {}

    /** As the machine says; nothing was removed. */
    record Refused(Refusal refusal) implements TrimAnswer {}
  }
}
