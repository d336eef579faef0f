package io.sluice.gateway.audit;

import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.model.ExecutionId;
import java.util.concurrent.CompletionStage;

/** Where is told who comes to an execution. */
public interface Accesses {
  /**
   * Completes when it is in the trail, with its number, 0 when the execution is gone; fails with
   * {@code StorageUnavailable}.
   */
  CompletionStage<Long> record(ExecutionId execution, AccessEvent event);

  /** The same for what has happened already: it is tried again while that may help. */
  void insist(ExecutionId execution, AccessEvent event);

  /** Whether input itself is kept. */
  boolean recordsInput();
}
