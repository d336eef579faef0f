package io.sluice.gateway.testing;

import io.sluice.persistence.index.AcceptedIn;
import io.sluice.persistence.index.AcceptedRow;
import io.sluice.persistence.index.ApiKey;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.Slice;
import io.sluice.persistence.index.Tenants;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An index in memory that keeps the contract of the real one, foreign keys too. */
public final class FakeIndex implements Index {
  private final Set<TenantId> tenants = new LinkedHashSet<>();
  private final FakeKeys keys = new FakeKeys();
  private final FakeBoxes boxes = new FakeBoxes();
  private final Map<ExecutionId, ExecutionRow> executions = new LinkedHashMap<>();
  private final Map<ExecutionId, TenantId> gone = new LinkedHashMap<>();
  private final Set<RunnerId> drained = new LinkedHashSet<>();
  private Runnable beforeHalt = () -> {};
  private Runnable beforeAdmission = () -> {};

  /** How often one key was looked up. */
  public synchronized int keyReads() {
    return keys.reads();
  }

  @Override
  public synchronized void ensureTenant(TenantId tenant, Instant at) {
    tenants.add(tenant);
  }

  @Override
  public synchronized void insertKey(ApiKey key) {
    requireTenant(key.tenant());
    keys.insert(key);
  }

  @Override
  public synchronized Optional<ApiKey> key(String id) {
    return keys.find(id);
  }

  @Override
  public synchronized List<ApiKey> keys() {
    return keys.all();
  }

  @Override
  public synchronized boolean revokeKey(String id, Instant at) {
    return keys.revoke(id, at);
  }

  @Override
  public synchronized boolean insertBox(Box box) {
    requireTenant(box.tenant());
    return boxes.insert(box);
  }

  @Override
  public synchronized Optional<Box> box(TenantId tenant, BoxId id) {
    return boxes.find(tenant, id);
  }

  @Override
  public synchronized Optional<Box> boxByName(TenantId tenant, String name) {
    return boxes.findByName(tenant, name);
  }

  @Override
  public synchronized Slice<Box> boxes(
      TenantId tenant, Box.@Nullable Status status, int limit, @Nullable String after) {
    return boxes.list(tenant, status, limit, after);
  }

  @Override
  public synchronized boolean startBox(TenantId tenant, BoxId id, ExecutionId main, Instant at) {
    return boxes.start(tenant, id, main, at);
  }

  @Override
  public synchronized boolean replaceMain(
      TenantId tenant, BoxId id, ExecutionId former, ExecutionId next, Instant at) {
    return boxes.replaceMain(tenant, id, former, next, at);
  }

  /** What happens just before the next execution is admitted. */
  public synchronized void beforeNextAdmission(Runnable happens) {
    beforeAdmission = happens;
  }

  /** What happens just before the next box is halted. */
  public synchronized void beforeNextHalt(Runnable happens) {
    beforeHalt = happens;
  }

  @Override
  public synchronized HaltAnswer haltBox(TenantId tenant, Halt halt, Instant at) {
    Runnable happens = beforeHalt;
    beforeHalt = () -> {};
    happens.run();
    return boxes.halt(tenant, halt, unfinishedIn(tenant, halt.box()), at);
  }

  @Override
  public synchronized boolean stopBox(TenantId tenant, BoxId id, long life, Instant at) {
    return boxes.stop(tenant, id, life, at);
  }

  @Override
  public synchronized boolean deleteBox(TenantId tenant, BoxId id, long life) {
    return boxes.delete(tenant, id, life);
  }

  @Override
  public synchronized List<Box> upkept(@Nullable BoxId after, int limit) {
    return boxes.upkept(after, limit);
  }

  @Override
  public synchronized Optional<RunnerId> homeOf(BoxId box) {
    return boxes.homeOf(box);
  }

  @Override
  public synchronized Optional<RunnerId> settle(BoxId box, RunnerId runner) {
    return boxes.settle(box, runner);
  }

  @Override
  public synchronized Set<RunnerId> drained() {
    return Set.copyOf(drained);
  }

  @Override
  public synchronized void setDrained(RunnerId runner, boolean yes, Instant at) {
    if (yes) {
      drained.add(runner);
    } else {
      drained.remove(runner);
    }
  }

  @Override
  public synchronized Admission admitExecution(Facts facts) {
    requireTenant(facts.tenant());
    Runnable happens = beforeAdmission;
    beforeAdmission = () -> {};
    happens.run();
    if (!boxes.isRunning(facts.tenant(), facts.box())) {
      return Admission.NOT_RUNNING;
    }
    return executions.putIfAbsent(facts.execution(), new ExecutionRow(facts, null)) == null
        ? Admission.ADMITTED
        : Admission.TAKEN;
  }

  @Override
  public synchronized void restoreExecution(Facts facts) {
    requireTenant(facts.tenant());
    executions.merge(
        facts.execution(),
        new ExecutionRow(facts, null),
        (old, restored) -> new ExecutionRow(restored.facts(), old.end()));
  }

  @Override
  public synchronized void endExecution(ExecutionId id, ExecutionRow.End end) {
    executions.computeIfPresent(
        id, (_, row) -> row.end() == null ? new ExecutionRow(row.facts(), end) : row);
  }

  @Override
  public synchronized void deleteExecution(ExecutionId id) {
    executions.remove(id);
  }

  @Override
  public synchronized Optional<ExecutionRow> execution(TenantId tenant, ExecutionId id) {
    return Optional.ofNullable(executions.get(id))
        .filter(row -> row.facts().tenant().equals(tenant));
  }

  @Override
  public synchronized Slice<ExecutionRow> executions(
      TenantId tenant, @Nullable BoxId box, int limit, @Nullable String after) {
    return FakePages.slice(
        List.copyOf(executions.values()),
        row ->
            row.facts().tenant().equals(tenant) && (box == null || row.facts().box().equals(box)),
        limit,
        after);
  }

  @Override
  public synchronized List<AcceptedRow> accepted(TenantId tenant, AcceptedIn which, int limit) {
    return FakePages.accepted(List.copyOf(executions.values()), tenant, which, limit);
  }

  @Override
  public synchronized List<ExecutionId> unfinishedIn(TenantId tenant, BoxId box) {
    return unfinished(facts -> facts.tenant().equals(tenant) && facts.box().equals(box));
  }

  @Override
  public synchronized List<ExecutionId> unfinished() {
    return unfinished(_ -> true);
  }

  @Override
  public synchronized List<ExecutionId> endedBefore(Tenants whose, Instant before, int limit) {
    return ended(whose)
        .filter(row -> end(row).keepUntil() == null && end(row).endedAt().isBefore(before))
        .map(row -> row.facts().execution())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<ExecutionId> keptUntil(Instant before, int limit) {
    return ended(Tenants.allBut(Set.of()))
        .filter(row -> Objects.requireNonNullElse(end(row).keepUntil(), before).isBefore(before))
        .map(row -> row.facts().execution())
        .toList();
  }

  /** Of one tenant. */
  @Override
  public synchronized List<ExecutionId> keptBeyond(Tenants whose, long bytes, int limit) {
    long kept = ended(whose).mapToLong(row -> end(row).keptBytes()).sum();
    List<ExecutionId> beyond = new ArrayList<>();
    for (ExecutionRow row : ended(whose).toList()) {
      beyond.addAll(kept > bytes ? List.of(row.facts().execution()) : List.of());
      kept -= end(row).keptBytes();
    }
    return beyond;
  }

  /** The oldest first. */
  private Stream<ExecutionRow> ended(Tenants whose) {
    return executions.values().stream()
        .filter(row -> row.end() != null && whose.contain(row.facts().tenant()))
        .sorted(Comparator.comparing(row -> end(row).endedAt()));
  }

  private static ExecutionRow.End end(ExecutionRow row) {
    return Objects.requireNonNull(row.end());
  }

  @Override
  public synchronized boolean isGone(TenantId tenant, ExecutionId id) {
    return tenant.equals(gone.get(id));
  }

  /** As the removal of its log does. */
  public synchronized void forget(ExecutionId id) {
    ExecutionRow row = executions.remove(id);
    if (row != null) {
      gone.put(id, row.facts().tenant());
    }
  }

  private List<ExecutionId> unfinished(Predicate<Facts> wanted) {
    return executions.values().stream()
        .filter(row -> row.end() == null && wanted.test(row.facts()))
        .map(row -> row.facts().execution())
        .toList();
  }

  private void requireTenant(TenantId tenant) {
    if (!tenants.contains(tenant)) {
      throw new IllegalStateException("no such tenant: " + tenant);
    }
  }
}
