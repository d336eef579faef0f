package io.sluice.persistence.retention;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
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
   * The head of the chain of output at an offset where an entry begins, which must not be removed
   * yet.
   *
   * @param from an earlier one; nothing between them is removed
   */
  CompletionStage<ChainHead> head(ExecutionId execution, TrimPoint from, Offset offset);

  /**
   * Removes the entries whose output lies before the offset, the oldest first; how many there were.
   * Done twice, the second time removes what is left.
   */
  CompletionStage<Long> remove(ExecutionId execution, Offset upTo, Haste haste);

  /** Whether it may cost those who write. */
  enum Haste {
    /** Nobody waits for the room. */
    NONE,
    /** What goes is of a log that still grows. */
    SOME
  }
}
