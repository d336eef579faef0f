package io.sluice.persistence.retention;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.concurrent.CompletionStage;

/**
 * Removes output from the start of a log, whole entries only; other entries are small and stay. The
 * fact that it is removed is journaled before. A failure of the database fails the stage with
 * StorageUnavailable.
 */
public interface OutputRemoval {
  /** Where the entry begins that holds the byte at the offset, which must be in the journal. */
  CompletionStage<Cursor> boundary(ExecutionId execution, Offset offset);

  /**
   * Removes the entries whose output lies before the offset, the oldest first; how many there were.
   * Done twice, the second time removes what is left.
   */
  CompletionStage<Long> remove(ExecutionId execution, Offset upTo);
}
