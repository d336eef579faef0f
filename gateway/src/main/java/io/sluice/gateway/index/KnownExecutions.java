package io.sluice.gateway.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What executions were asked to be, with a small cache before the index: facts never change. That
 * an execution is gone is told by its log, not here.
 */
public final class KnownExecutions {
  private static final int CACHED = 10_000;

  private final AsyncIndex index;
  private final Cache<ExecutionId, Facts> cache;

  public KnownExecutions(AsyncIndex index) {
    this.index = index;
    this.cache = Caffeine.newBuilder().maximumSize(CACHED).executor(index.executor()).build();
  }

  /** False, and nothing is written, when the id is taken. */
  public CompletionStage<Boolean> insert(Facts facts) {
    return index.call(
        rows -> {
          boolean inserted = rows.insertExecution(facts);
          if (inserted) {
            cache.put(facts.execution(), facts);
          }
          return inserted;
        });
  }

  /** Has the row tell what the journal has, whatever an earlier try left there. */
  public CompletionStage<Boolean> restore(Facts journaled) {
    return index.call(
        rows -> {
          rows.restoreExecution(journaled);
          cache.put(journaled.execution(), journaled);
          return true;
        });
  }

  /** Takes back what was inserted and never accepted. */
  public CompletionStage<Boolean> withdraw(ExecutionId id) {
    return index.call(
        rows -> {
          rows.deleteExecution(id);
          cache.invalidate(id);
          return true;
        });
  }

  /** Empty for another tenant's, as for one that does not exist (T1). */
  public CompletionStage<Optional<Facts>> find(TenantId tenant, ExecutionId id) {
    Facts cached = cache.getIfPresent(id);
    if (cached != null) {
      return CompletableFuture.completedStage(
          Optional.of(cached).filter(facts -> facts.tenant().equals(tenant)));
    }
    return index.call(
        rows -> {
          Optional<Facts> found = rows.execution(tenant, id).map(ExecutionRow::facts);
          found.ifPresent(facts -> cache.put(id, facts));
          return found;
        });
  }
}
