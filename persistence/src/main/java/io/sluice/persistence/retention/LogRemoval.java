package io.sluice.persistence.retention;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.proof.SignedAnchor;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Forgets whole logs. A failure of the database fails the stage with StorageUnavailable; whether it
 * was done is then unknown, and doing it twice does no harm.
 */
public interface LogRemoval {
  /**
   * Removes everything that is stored of the execution, all or nothing, and leaves only that it was
   * there, and what was signed about it. Nobody may write to its log any more.
   *
   * @param last signed of all of the log; null when that cannot be read
   * @return completes after the commit
   */
  CompletionStage<?> forget(ExecutionId execution, @Nullable SignedAnchor last);
}
