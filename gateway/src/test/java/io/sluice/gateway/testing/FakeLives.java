package io.sluice.gateway.testing;

import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lives of boxes in memory. */
final class FakeLives {
  private FakeLives() {}

  static boolean isSo(Box box, Halt halt) {
    Long life = halt.life();
    return halt.from().contains(box.status()) && (life == null || life == box.life().number());
  }

  static boolean isTolerated(List<ExecutionId> unfinished, Box box, Halt halt) {
    return switch (halt.unfinished()) {
      case ANYTHING -> true;
      case MAIN_SESSION -> unfinished.stream().allMatch(id -> id.equals(box.life().main()));
      case NOTHING -> unfinished.isEmpty();
    };
  }

  static boolean isHalted(Box box) {
    return box.status() == Box.Status.STOPPING || box.status() == Box.Status.STOPPED;
  }

  static boolean isUpkept(Box box) {
    return switch (box.status()) {
      case STOPPING -> true;
      case RUNNING -> box.upkeep().idleStop().isPositive();
      case STOPPED -> box.upkeep().deleteAfterStop().isPositive();
      case CONFIGURED, FAILED -> false;
    };
  }

  static Box with(Box box, Box.Status status, Box.Life life, Instant at) {
    return changed(box, status, life, at, box.runner());
  }

  static Box livingOn(RunnerId runner, Box box) {
    return changed(box, box.status(), box.life(), box.updatedAt(), runner);
  }

  private static Box changed(
      Box box, Box.Status status, Box.Life life, Instant at, @Nullable RunnerId runner) {
    return new Box(
        box.id(),
        box.tenant(),
        box.name(),
        status,
        box.image(),
        box.cpus(),
        box.memoryMib(),
        box.environment(),
        box.workingDirectory(),
        box.labels(),
        box.upkeep(),
        life,
        box.createdAt(),
        at,
        box.requirements(),
        runner);
  }
}
