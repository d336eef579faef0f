package io.sluice.persistence.retention;

import io.sluice.protocol.model.ExecutionId;
import java.util.concurrent.CompletionStage;

/**
 * Forgets whole logs. A failure of the database fails the stage with StorageUnavailable; whether it
 * was done is then unknown, and doing it twice does no harm.
 */
public interface LogRemoval {
  /**
   * Removes everything that is stored of the execution, all or nothing, and leaves only that it was
   * there. Nobody may write to its log any more.
   *
   * @return completes after the commit
   */
  CompletionStage<?> forget(ExecutionId execution);
}
