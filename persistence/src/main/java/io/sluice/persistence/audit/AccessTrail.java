package io.sluice.persistence.audit;

import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.SignedTrail;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The access trails of executions, each a chain of its own beside the log. A trail goes with its
 * execution. Calls block; all throw {@link StorageUnavailable} when the database fails.
 */
public interface AccessTrail {
  /** What is to be told of an execution. */
  record Note(ExecutionId execution, Instant at, AccessEvent event) {}

  /**
   * An entry as it is kept.
   *
   * @param number 1 first
   * @param head the digest of the chain up to and with it
   * @param body see {@link io.sluice.persistence.codec.AccessCodec}
   */
  record Row(long number, Digest head, Payload body) {}

  /**
   * How far a trail is.
   *
   * @param signed what was signed last; null: nothing yet
   */
  record Extent(ChainHead head, @Nullable SignedTrail signed) {
    public boolean isSigned() {
      return head.length() == 0 || (signed != null && signed.anchor().head().equals(head));
    }
  }

  /**
   * Commits the notes together, in their order; times never go back within a trail.
   *
   * @return the number of each entry; 0 where the execution is gone
   */
  List<Long> append(List<Note> notes);

  /** A page of entries, from that number on; empty at the end. */
  List<Row> rows(ExecutionId execution, long from);

  /** Empty when nobody came yet. */
  Optional<Extent> extent(ExecutionId execution);

  /** Executions with entries that are not signed since before then, the oldest first. */
  List<ExecutionId> unsignedSince(Instant before, int limit);

  /** Keeps the newest signature. */
  void sign(SignedTrail signed);
}
