package io.sluice.gateway.testing;

import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The boxes of an index in memory; the index lets one caller in at a time. */
final class FakeBoxes {
  private static final Set<Box.Status> STARTABLE =
      Set.of(Box.Status.CONFIGURED, Box.Status.STOPPED, Box.Status.FAILED);

  private final Map<BoxId, Box> boxes = new LinkedHashMap<>();

  boolean insert(Box box) {
    String name = box.name();
    if (name != null && findByName(box.tenant(), name).isPresent()) {
      return false;
    }
    if (boxes.putIfAbsent(box.id(), box) != null) {
      throw new IllegalStateException("a box has this id: " + box.id());
    }
    return true;
  }

  Optional<Box> find(TenantId tenant, BoxId id) {
    return Optional.ofNullable(boxes.get(id)).filter(box -> box.tenant().equals(tenant));
  }

  Optional<Box> findByName(TenantId tenant, String name) {
    return boxes.values().stream()
        .filter(box -> box.tenant().equals(tenant) && name.equals(box.name()))
        .findFirst();
  }

  boolean isRunning(TenantId tenant, BoxId id) {
    return find(tenant, id).filter(box -> box.status() == Box.Status.RUNNING).isPresent();
  }

  Slice<Box> list(TenantId tenant, Box.@Nullable Status status, int limit, @Nullable String after) {
    return FakePages.slice(
        List.copyOf(boxes.values()),
        box -> box.tenant().equals(tenant) && (status == null || box.status() == status),
        limit,
        after);
  }

  boolean start(TenantId tenant, BoxId id, ExecutionId main, Instant at) {
    Optional<Box> found = find(tenant, id).filter(box -> STARTABLE.contains(box.status()));
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

  boolean replaceMain(TenantId tenant, BoxId id, ExecutionId former, ExecutionId next, Instant at) {
    Optional<Box> found =
        find(tenant, id)
            .filter(box -> box.status() == Box.Status.RUNNING)
            .filter(box -> former.equals(box.life().main()));
    found.ifPresent(
        box -> change(box, box.status(), new Box.Life(box.life().number(), next, false), at));
    return found.isPresent();
  }

  HaltAnswer halt(TenantId tenant, Halt halt, List<ExecutionId> unfinished, Instant at) {
    Optional<Box> found = find(tenant, halt.box()).filter(box -> FakeLives.isSo(box, halt));
    if (found.isEmpty()) {
      return new HaltAnswer.NotSo();
    }
    Box box = found.get();
    if (!FakeLives.isTolerated(unfinished, box, halt)) {
      return new HaltAnswer.Busy();
    }
    Box.Life life = new Box.Life(box.life().number(), box.life().main(), halt.itself());
    return new HaltAnswer.Halted(change(box, Box.Status.STOPPING, life, at));
  }

  boolean stop(TenantId tenant, BoxId id, long life, Instant at) {
    Optional<Box> found =
        find(tenant, id)
            .filter(box -> box.status() == Box.Status.STOPPING && box.life().number() == life);
    found.ifPresent(box -> change(box, Box.Status.STOPPED, box.life(), at));
    return found.isPresent();
  }

  boolean delete(TenantId tenant, BoxId id, long life) {
    return find(tenant, id)
        .filter(box -> FakeLives.isHalted(box) && box.life().number() == life)
        .map(box -> boxes.remove(box.id()))
        .isPresent();
  }

  List<Box> upkept(@Nullable BoxId after, int limit) {
    return boxes.values().stream()
        .filter(FakeLives::isUpkept)
        .filter(box -> after == null || box.id().value().compareTo(after.value()) > 0)
        .sorted(Comparator.comparing(box -> box.id().value()))
        .limit(limit)
        .toList();
  }

  Optional<RunnerId> homeOf(BoxId id) {
    return Optional.ofNullable(boxes.get(id)).map(Box::runner);
  }

  Optional<RunnerId> settle(BoxId id, RunnerId runner) {
    Box known = boxes.get(id);
    if (known != null && known.runner() == null) {
      boxes.put(id, FakeLives.livingOn(runner, known));
    }
    return homeOf(id);
  }

  private Box change(Box box, Box.Status status, Box.Life life, Instant at) {
    Box changed = FakeLives.with(box, status, life, at);
    boxes.put(box.id(), changed);
    return changed;
  }
}
