package io.sluice.persistence.query;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Reads committed entries. A failure of the database fails the stage with StorageUnavailable, an
 * entry that cannot be read with {@link LogDamaged}.
 */
public interface JournalReader {
  /**
   * The number of the first entry that holds a byte at or after the offset, or the number after the
   * last output when all of it lies before: what follows there is the end. 1 when the byte was
   * removed: what is left of the log from there on is all there is. Costs a few single-row reads,
   * never a scan of output.
   */
  CompletionStage<Long> locate(ExecutionId execution, Offset offset);

  /** The same in the bytes of one channel; {@code bytes} of it come before. */
  CompletionStage<Long> locate(ExecutionId execution, Channel channel, long bytes);

  /** Whether entries are missing between this one and the newest. Scans their numbers. */
  CompletionStage<Boolean> hasHoleAfter(ExecutionId execution, long number);

  /**
   * Entries from this number on, in order; ends after the one that reaches the limit, so at least
   * one when there is any. Empty: nothing more is committed.
   */
  CompletionStage<List<Entry>> page(ExecutionId execution, long fromNumber, int maxPayloadBytes);
}
