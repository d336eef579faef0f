package io.sluice.gateway.execution;

import io.sluice.protocol.model.ExecutionId;
import java.util.concurrent.CompletionStage;

/** Forgets whole logs, as policies say. */
public interface LogRemovals {
  /** Answers when everything is gone that is stored of it, and nothing can be written any more. */
  CompletionStage<ForgetAnswer> forget(ExecutionId id);

  /** Whether it was done. */
  sealed interface ForgetAnswer extends CrossNode {
    /** From now on the execution is like one that never was. */
    record Forgotten() implements ForgetAnswer {}

    /** It runs, is owed to somebody or in use; its log is readable as before. Try again later. */
    record Kept() implements ForgetAnswer {}
  }
}
