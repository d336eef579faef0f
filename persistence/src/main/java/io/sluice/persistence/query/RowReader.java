package io.sluice.persistence.query;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads logs without understanding them. A failure of the database fails the stage. */
public interface RowReader {
  /**
   * Some entries from this number on, in order, at most 4 MiB and some; empty: there is no more.
   */
  CompletionStage<List<StoredRow>> rows(ExecutionId execution, long fromNumber);

  /** The newest entry that holds an anchor. */
  CompletionStage<Optional<StoredRow>> newestAnchor(ExecutionId execution);

  /** Empty when it is there, never was, is another tenant's, or went without a signature. */
  CompletionStage<Optional<PurgedLog>> purged(TenantId tenant, ExecutionId execution);
}
