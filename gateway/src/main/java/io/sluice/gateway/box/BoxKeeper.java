package io.sluice.gateway.box;

import io.sluice.gateway.box.IdlePolicy.Seen;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after boxes: stops those that are idle, removes those that were stopped long ago, goes on
 * with stops that something outlived or a crash broke off. One after the other; not for several
 * threads at once.
 */
public final class BoxKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(BoxKeeper.class);
  private static final int PAGE = 100;

  /** Of many that cannot be stopped none may hold up the others for long. */
  private static final Duration GLANCE = Duration.ofMillis(200);

  private final BoxSides sides;
  private final Lives lives;
  private final Uses uses;
  private final InstantSource clock;
  private final Duration stopWithin;
  private final Map<ExecutionId, Offset> written = new HashMap<>();
  private final Set<BoxId> stuck = new HashSet<>();

  BoxKeeper(BoxSides sides, Lives lives, Uses uses, InstantSource clock, Duration stopWithin) {
    this.sides = sides;
    this.lives = lives;
    this.uses = uses;
    this.clock = clock;
    this.stopWithin = stopWithin;
  }

  /** Once, over all boxes that need it; what fails has its turn at the next. */
  public void sweep() throws InterruptedException {
    AsyncIndex index = sides.index();
    Set<BoxId> boxes = new HashSet<>();
    Set<ExecutionId> mains = new HashSet<>();
    BoxId after = null;
    List<Box> page;
    do {
      BoxId from = after;
      page = index.index().upkept(from, PAGE);
      for (Box box : page) {
        after = box.id();
        boxes.add(box.id());
        ExecutionId main = box.life().main();
        if (main != null) {
          mains.add(main);
        }
        lookAfter(box);
      }
    } while (page.size() == PAGE);
    uses.retain(boxes, mains);
    written.keySet().retainAll(mains);
    stuck.retainAll(boxes);
  }

  private void lookAfter(Box box) throws InterruptedException {
    try {
      switch (box.status()) {
        case RUNNING -> stopWhenIdle(box);
        case STOPPING -> stopFurther(box);
        case STOPPED -> removeWhenOver(box);
        case CONFIGURED, FAILED -> {}
      }
    } catch (ExecutionException failed) {
      LOG.warn("box {} is not looked after now", box.id().value(), failed.getCause());
    }
  }

  private void stopWhenIdle(Box box) throws InterruptedException, ExecutionException {
    long last = uses.last(box);
    List<ExecutionId> unfinished = sides.index().index().unfinishedIn(box.tenant(), box.id());
    ExecutionId main = box.life().main();
    int commands = (int) unfinished.stream().filter(id -> !id.equals(main)).count();
    boolean mainUsed = main != null && unfinished.contains(main) && isUsed(main);
    Seen seen = new Seen(commands, mainUsed, uses.since(last));
    switch (IdlePolicy.of(box.upkeep().idleStop(), seen)) {
      case IN_USE -> uses.used(box.id());
      case IDLE -> {}
      case STOP -> {
        if (done(lives.stopIdle(box, () -> uses.last(box) == last))) {
          LOG.info("box {} was stopped: nobody used it", box.id().value());
        }
      }
    }
  }

  /** A main session that waits for its place cannot write yet. */
  private boolean isUsed(ExecutionId main) throws InterruptedException, ExecutionException {
    return switch (done(sides.executions().state(main))) {
      case State.Absent _, State.Ended _ -> false;
      case State.Accepted _ -> true;
      case State.Assigned running -> {
        Offset now = running.progress().offset();
        Offset before = written.put(main, now);
        yield before != null && before.isBefore(now);
      }
    };
  }

  /** Not while whoever asked for it still waits. */
  private void stopFurther(Box box) throws InterruptedException, ExecutionException {
    if (!isPast(box, stopWithin)) {
      return;
    }
    if (done(lives.finish(box, GLANCE))) {
      stuck.remove(box.id());
    } else if (stuck.add(box.id())) {
      LOG.warn("box {} is stopping, but something in it still runs", box.id().value());
    }
  }

  private void removeWhenOver(Box box) throws InterruptedException, ExecutionException {
    if (isPast(box, box.upkeep().deleteAfterStop())
        && done(lives.expire(box)) == Boxes.RemoveAnswer.REMOVED) {
      LOG.info("box {} was removed: it was stopped long ago", box.id().value());
    }
  }

  private boolean isPast(Box box, Duration time) {
    return !clock.instant().isBefore(box.updatedAt().plus(time));
  }

  private static <T> T done(CompletionStage<T> stage)
      throws InterruptedException, ExecutionException {
    return stage.toCompletableFuture().get();
  }
}
