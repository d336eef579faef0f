package io.sluice.gateway.testing;

import io.sluice.persistence.index.ApiKey;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An index in memory that keeps the contract of the real one, foreign keys too. */
public final class FakeIndex implements Index {
  private static final Set<Box.Status> STARTABLE =
      Set.of(Box.Status.CONFIGURED, Box.Status.STOPPED, Box.Status.FAILED);

  private final Set<TenantId> tenants = new LinkedHashSet<>();
  private final Map<String, ApiKey> keys = new LinkedHashMap<>();
  private final Map<BoxId, Box> boxes = new LinkedHashMap<>();
  private final Map<ExecutionId, ExecutionRow> executions = new LinkedHashMap<>();
  private final Map<ExecutionId, TenantId> gone = new LinkedHashMap<>();
  private int keyReads;
  private Runnable beforeHalt = () -> {};
  private Runnable beforeAdmission = () -> {};

  /** How often one key was looked up. */
  public synchronized int keyReads() {
    return keyReads;
  }

  @Override
  public synchronized void ensureTenant(TenantId tenant, Instant at) {
    tenants.add(tenant);
  }

  @Override
  public synchronized void insertKey(ApiKey key) {
    requireTenant(key.tenant());
    if (keys.putIfAbsent(key.id(), key) != null) {
      throw new IllegalStateException("a key has this id: " + key.id());
    }
  }

  @Override
  public synchronized Optional<ApiKey> key(String id) {
    keyReads++;
    return Optional.ofNullable(keys.get(id));
  }

  @Override
  public synchronized List<ApiKey> keys() {
    return List.copyOf(keys.values());
  }

  @Override
  public synchronized boolean revokeKey(String id, Instant at) {
    ApiKey key = keys.get(id);
    if (key == null || key.revokedAt() != null) {
      return false;
    }
    keys.put(
        id,
        new ApiKey(id, key.tenant(), key.name(), key.scopes(), key.hash(), key.createdAt(), at));
    return true;
  }

  @Override
  public synchronized boolean insertBox(Box box) {
    requireTenant(box.tenant());
    String name = box.name();
    if (name != null && boxByName(box.tenant(), name).isPresent()) {
      return false;
    }
    if (boxes.putIfAbsent(box.id(), box) != null) {
      throw new IllegalStateException("a box has this id: " + box.id());
    }
    return true;
  }

  @Override
  public synchronized Optional<Box> box(TenantId tenant, BoxId id) {
    return Optional.ofNullable(boxes.get(id)).filter(box -> box.tenant().equals(tenant));
  }

  @Override
  public synchronized Optional<Box> boxByName(TenantId tenant, String name) {
    return boxes.values().stream()
        .filter(box -> box.tenant().equals(tenant) && name.equals(box.name()))
        .findFirst();
  }

  @Override
  public synchronized Slice<Box> boxes(
      TenantId tenant, Box.@Nullable Status status, int limit, @Nullable String after) {
    return FakePages.slice(
        List.copyOf(boxes.values()),
        box -> box.tenant().equals(tenant) && (status == null || box.status() == status),
        limit,
        after);
  }

  @Override
  public synchronized boolean startBox(TenantId tenant, BoxId id, ExecutionId main, Instant at) {
    Optional<Box> found = box(tenant, id).filter(box -> STARTABLE.contains(box.status()));
    found.ifPresent(
        box ->
            change(
                box,
                Box.Status.RUNNING,
                new Box.Life(
                    box.life().number() + 1, box.upkeep().main() == null ? null : main, false),
                at));
    return found.isPresent();
  }

  @Override
  public synchronized boolean replaceMain(
      TenantId tenant, BoxId id, ExecutionId former, ExecutionId next, Instant at) {
    Optional<Box> found =
        box(tenant, id)
            .filter(box -> box.status() == Box.Status.RUNNING)
            .filter(box -> former.equals(box.life().main()));
    found.ifPresent(
        box -> change(box, box.status(), new Box.Life(box.life().number(), next, false), at));
    return found.isPresent();
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
    Optional<Box> found = box(tenant, halt.box()).filter(box -> FakeLives.isSo(box, halt));
    if (found.isEmpty()) {
      return new HaltAnswer.NotSo();
    }
    Box box = found.get();
    if (!FakeLives.isTolerated(unfinishedIn(tenant, box.id()), box, halt)) {
      return new HaltAnswer.Busy();
    }
    Box.Life life = new Box.Life(box.life().number(), box.life().main(), halt.itself());
    return new HaltAnswer.Halted(change(box, Box.Status.STOPPING, life, at));
  }

  @Override
  public synchronized boolean stopBox(TenantId tenant, BoxId id, long life, Instant at) {
    Optional<Box> found =
        box(tenant, id)
            .filter(box -> box.status() == Box.Status.STOPPING && box.life().number() == life);
    found.ifPresent(box -> change(box, Box.Status.STOPPED, box.life(), at));
    return found.isPresent();
  }

  @Override
  public synchronized boolean deleteBox(TenantId tenant, BoxId id, long life) {
    return box(tenant, id)
        .filter(box -> FakeLives.isHalted(box) && box.life().number() == life)
        .map(box -> boxes.remove(box.id()))
        .isPresent();
  }

  @Override
  public synchronized List<Box> upkept(@Nullable BoxId after, int limit) {
    return boxes.values().stream()
        .filter(FakeLives::isUpkept)
        .filter(box -> after == null || box.id().value().compareTo(after.value()) > 0)
        .sorted(Comparator.comparing(box -> box.id().value()))
        .limit(limit)
        .toList();
  }

  private Box change(Box box, Box.Status status, Box.Life life, Instant at) {
    Box changed = FakeLives.with(box, status, life, at);
    boxes.put(box.id(), changed);
    return changed;
  }

  @Override
  public synchronized Admission admitExecution(Facts facts) {
    requireTenant(facts.tenant());
    Runnable happens = beforeAdmission;
    beforeAdmission = () -> {};
    happens.run();
    if (box(facts.tenant(), facts.box())
        .filter(box -> box.status() == Box.Status.RUNNING)
        .isEmpty()) {
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
  public synchronized List<ExecutionId> unfinishedIn(TenantId tenant, BoxId box) {
    return unfinished(facts -> facts.tenant().equals(tenant) && facts.box().equals(box));
  }

  @Override
  public synchronized List<ExecutionId> unfinished() {
    return unfinished(_ -> true);
  }

  @Override
  public synchronized List<ExecutionId> endedBefore(Instant before, int limit) {
    return executions.values().stream()
        .filter(row -> row.end() != null && row.end().endedAt().isBefore(before))
        .sorted(Comparator.comparing(row -> Objects.requireNonNull(row.end()).endedAt()))
        .limit(limit)
        .map(row -> row.facts().execution())
        .toList();
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
