package io.sluice.gateway.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.Index.Admission;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What executions were asked to be, with a small cache before the index: facts never change, and
 * leave it when they are forgotten.
 */
public final class KnownExecutions {
  private static final int CACHED = 10_000;

  private final AsyncIndex index;
  private final Cache<ExecutionId, Facts> cache;

  public KnownExecutions(AsyncIndex index) {
    this.index = index;
    this.cache = Caffeine.newBuilder().maximumSize(CACHED).executor(index.executor()).build();
  }

  /** Nothing is written unless it is admitted. */
  public CompletionStage<Admission> insert(Facts facts) {
    return index.call(
        rows -> {
          Admission admission = rows.admitExecution(facts);
          if (admission == Admission.ADMITTED) {
            cache.put(facts.execution(), facts);
          }
          return admission;
        });
  }

  /** Has the row tell what the journal has, whatever an earlier try left there. */
  public CompletionStage<Boolean> restore(Facts journaled) {
    return index.call(
        rows -> {
          rows.restoreExecution(journaled);
          cache.invalidate(journaled.execution());
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
          // As one step: a forgetting that comes between would leave what was read.
          Facts found = cache.asMap().computeIfAbsent(id, _ -> facts(rows, tenant, id));
          return Optional.ofNullable(found).filter(facts -> facts.tenant().equals(tenant));
        });
  }

  private static @Nullable Facts facts(Index rows, TenantId tenant, ExecutionId id) {
    return rows.execution(tenant, id).map(ExecutionRow::facts).orElse(null);
  }

  /** Its row is gone, or may be. */
  public void forget(ExecutionId id) {
    cache.invalidate(id);
  }

  /** Whether the tenant had it, and its log was forgotten (O30). */
  public CompletionStage<Boolean> isGone(TenantId tenant, ExecutionId id) {
    return index.call(rows -> rows.isGone(tenant, id));
  }
}
