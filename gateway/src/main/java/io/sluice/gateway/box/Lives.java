package io.sluice.gateway.box;

import io.sluice.gateway.box.Boxes.MainAnswer;
import io.sluice.gateway.box.Boxes.RemoveAnswer;
import io.sluice.gateway.box.Boxes.StartAnswer;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.persistence.index.Index;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Starts, stops and removes boxes. A halted box admits nothing; then what was being admitted is
 * waited for; then all that runs is ended; and each further step is only for the life that was
 * halted (C13, C19).
 */
final class Lives {
  private final AsyncIndex index;
  private final BoxRunners runners;
  private final Entrances entrances;
  private final MainSessions mains;
  private final InstantSource clock;
  private final Duration stopWithin;
  private final Ending ending;
  private final Object finishing = new Object();

  Lives(
      BoxSides sides,
      Entrances entrances,
      MainSessions mains,
      InstantSource clock,
      Duration stopWithin) {
    this.index = sides.index();
    this.runners = sides.runners();
    this.entrances = entrances;
    this.mains = mains;
    this.clock = clock;
    this.stopWithin = stopWithin;
    this.ending = new Ending(sides.index(), sides.executions());
  }

  CompletionStage<StartAnswer> start(TenantId tenant, BoxId id) {
    return index
        .call(
            rows -> {
              rows.startBox(tenant, id, mains.newId(), now());
              return rows.box(tenant, id);
            })
        .thenCompose(
            found ->
                found
                    .map(this::started)
                    .orElseGet(() -> CompletableFuture.completedStage(new StartAnswer.Absent())));
  }

  private CompletionStage<StartAnswer> started(Box box) {
    if (box.status() != Box.Status.RUNNING) {
      return CompletableFuture.completedStage(new StartAnswer.Stopping());
    }
    return mains
        .ofStarted(box)
        .thenCompose(
            answer ->
                switch (answer) {
                  case MainAnswer.Ready _, MainAnswer.None _ -> asItIs(box);
                  case MainAnswer.NotRunning _ ->
                      CompletableFuture.completedStage(new StartAnswer.Stopping());
                  case MainAnswer.NotPlaced(Unplaced why) ->
                      takenBack(box).thenApply(_ -> new StartAnswer.NotPlaced(why));
                });
  }

  /** Its main session may have another id by now. */
  private CompletionStage<StartAnswer> asItIs(Box box) {
    return box.life().main() == null
        ? CompletableFuture.completedStage(new StartAnswer.Started(box))
        : index
            .call(rows -> rows.box(box.tenant(), box.id()))
            .thenApply(
                found ->
                    found
                        .<StartAnswer>map(StartAnswer.Started::new)
                        .orElseGet(StartAnswer.Absent::new));
  }

  /** A start that failed leaves it stopped, unless something runs in it by now. */
  private CompletionStage<Boolean> takenBack(Box started) {
    return halt(started.tenant(), Halt.failedStart(started))
        .thenCompose(
            answer ->
                answer instanceof HaltAnswer.Halted(Box box)
                    ? finish(box)
                    : CompletableFuture.completedFuture(false));
  }

  /** Of one that is stopped already nothing changes. */
  CompletionStage<Optional<Box>> stop(TenantId tenant, BoxId id) {
    return halt(tenant, Halt.stop(id))
        .thenCompose(
            answer ->
                answer instanceof HaltAnswer.Halted(Box box)
                    ? finish(box)
                    : CompletableFuture.completedFuture(true))
        .thenCompose(_ -> index.call(rows -> rows.box(tenant, id)));
  }

  /**
   * Stops a box that was found idle.
   *
   * @param unused whether that is so still
   * @return whether it was stopped
   */
  CompletableFuture<Boolean> stopIdle(Box looked, BooleanSupplier unused) {
    return index
        .call(
            rows ->
                unused.getAsBoolean()
                    ? rows.haltBox(looked.tenant(), Halt.idle(looked), now())
                    : new HaltAnswer.NotSo())
        .thenCompose(
            answer ->
                answer instanceof HaltAnswer.Halted(Box box)
                    ? finish(box)
                    : CompletableFuture.completedFuture(false));
  }

  private CompletableFuture<HaltAnswer> halt(TenantId tenant, Halt halt) {
    return index.call(rows -> rows.haltBox(tenant, halt, now()));
  }

  private CompletableFuture<Boolean> finish(Box halted) {
    return finish(halted, stopWithin);
  }

  /** A halted box in which something still runs stays so, and is tried again. */
  CompletableFuture<Boolean> finish(Box halted, Duration atMost) {
    return ended(halted, atMost)
        .thenCompose(
            all ->
                all
                    ? index.call(rows -> stopped(rows, halted))
                    : CompletableFuture.completedFuture(false));
  }

  /**
   * Runners end what ended commands left there. Of several that finish the same halt only the first
   * tells them, and before the row lets anybody start the box: its next life must not hear of it.
   */
  private boolean stopped(Index rows, Box halted) {
    synchronized (finishing) {
      if (rows.box(halted.tenant(), halted.id()).filter(box -> isStill(halted, box)).isEmpty()) {
        return false;
      }
      runners.boxStopped(halted.id());
      return rows.stopBox(halted.tenant(), halted.id(), halted.life().number(), now());
    }
  }

  private static boolean isStill(Box halted, Box now) {
    return now.status() == Box.Status.STOPPING && now.life().number() == halted.life().number();
  }

  private CompletableFuture<Boolean> ended(Box halted, Duration atMost) {
    return entrances
        .quiet(halted.id(), atMost)
        .thenCompose(
            quiet ->
                ending.endAll(halted.tenant(), halted.id(), atMost).thenApply(all -> all && quiet));
  }

  CompletionStage<RemoveAnswer> remove(TenantId tenant, BoxId id, boolean force) {
    return removed(tenant, Halt.remove(id, force));
  }

  /** Removes a box that was stopped long enough ago. */
  CompletionStage<RemoveAnswer> expire(Box looked) {
    return removed(looked.tenant(), Halt.expired(looked));
  }

  private CompletionStage<RemoveAnswer> removed(TenantId tenant, Halt halt) {
    return halt(tenant, halt)
        .thenCompose(
            answer ->
                switch (answer) {
                  case HaltAnswer.Halted(Box box) -> removeNow(box);
                  case HaltAnswer.Busy _ -> CompletableFuture.completedFuture(RemoveAnswer.BUSY);
                  case HaltAnswer.NotSo _ -> CompletableFuture.completedFuture(RemoveAnswer.ABSENT);
                });
  }

  /**
   * What outlives the bounded wait is ended by its runner, which hears that the box is gone. But
   * what is still being admitted might come after that: then the box stays, and stopping.
   */
  private CompletableFuture<RemoveAnswer> removeNow(Box halted) {
    return entrances
        .quiet(halted.id(), stopWithin)
        .thenCompose(
            quiet ->
                ending
                    .endAll(halted.tenant(), halted.id(), stopWithin)
                    .thenCompose(
                        _ ->
                            quiet
                                ? deleted(halted)
                                : CompletableFuture.completedFuture(RemoveAnswer.BUSY)));
  }

  private CompletableFuture<RemoveAnswer> deleted(Box halted) {
    return index
        .call(
            rows -> {
              if (rows.deleteBox(halted.tenant(), halted.id(), halted.life().number())) {
                return RemoveAnswer.REMOVED;
              }
              return rows.box(halted.tenant(), halted.id()).isPresent()
                  ? RemoveAnswer.BUSY
                  : RemoveAnswer.ABSENT;
            })
        .thenApply(
            answer -> {
              if (answer == RemoveAnswer.REMOVED) {
                runners.boxRemoved(halted.id());
              }
              return answer;
            });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
